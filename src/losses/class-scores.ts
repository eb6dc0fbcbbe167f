import { bounded, isClass } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";

/**
 * The scores with classes on the last axis. Shapes: [n, numClasses, …] → [n, …, numClasses].
 *
 * Throws: RangeError if the labels are not [n, …], TypeError if they are not int32.
 */
export function classesLast(loss: string, scores: Tensor, labels: Tensor): Tensor {
  const expected = scores.shape.filter((_, axis) => axis !== 1);
  if (scores.rank < 2 || String(labels.shape) !== String(expected)) {
    throw new RangeError(
      `Cannot compute ${loss} of logits of shape [${scores.shape.join(", ")}] with labels of shape ` +
        `[${labels.shape.join(", ")}]: expected logits with at least 2 axes, [n, numClasses, …], and labels [n, …]` +
        `${scores.rank < 2 ? "" : `, here [${expected.join(", ")}]`}. Reshape the labels, or move the classes of the ` +
        `logits to axis 1.`,
    );
  }
  if (labels.dtype !== "int32") {
    throw new TypeError(
      `Cannot compute ${loss} with labels of dtype ${labels.dtype}: expected int32 class numbers. Make them with ` +
        `{ dtype: "int32" } or cast("int32").`,
    );
  }
  return scores.rank === 2 ? scores : scores.permute([0, ...expected.slice(1).map((_, i) => i + 2), 1]);
}

/**
 * The score of each label, NaN where there is no such class: a mistake must not look like a small loss. A run with such
 * a label throws a RangeError that names it and the loss.
 *
 * Shapes: scores [n, …, numClasses], labels [n, …] → [n, …].
 */
export function scoresOfLabels(loss: string, scores: Tensor, labels: Tensor): Tensor {
  const numClasses = scores.shape.at(-1)!;
  // Chosen by where, not by a product, since a score may be −∞.
  const what = `compute ${loss} over ${numClasses} classes`;
  const chosen = compute([labels], (classes) => isClass(bounded(classes, numClasses, what), numClasses))
    .where(scores, 0)
    .sum({ axis: -1 });
  return labels.ge(0).where(labels.lt(numClasses).where(chosen, Number.NaN), Number.NaN);
}
