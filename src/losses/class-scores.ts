import { bounded, gather, isClass } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { requireShape, requireTensor } from "./same-shape.ts";

/** How much labels of classes count. */
export interface ClassOptions {
  /** What the loss of each class is multiplied by: [numClasses]. Default: 1 for all. */
  readonly weight?: Tensor;
  /** The label of what does not count, such as padding. Default: none; in PyTorch it is −100. */
  readonly ignoreIndex?: number;
}

/**
 * The scores with classes on the last axis. Shapes: [n, numClasses, …] → [n, …, numClasses].
 *
 * Throws: RangeError if the labels are not [n, …], TypeError if they are not int32.
 */
export function classesLast(loss: string, scores: Tensor, labels: Tensor): Tensor {
  requireTensor(loss, scores);
  requireTensor(loss, labels);
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

/**
 * The labels with class 0 in place of what is ignored, and how much each counts, 0 for what is ignored; no weights if
 * all count alike.
 *
 * Shapes: labels [n, …] → the same. Throws: RangeError if the weight is not [numClasses].
 */
export function weighLabels(
  loss: string,
  labels: Tensor,
  numClasses: number,
  { weight, ignoreIndex }: ClassOptions,
): { readonly named: Tensor; readonly weights: Tensor | undefined } {
  if (weight !== undefined) requireShape(loss, "weights", weight, [numClasses]);
  if (weight === undefined && ignoreIndex === undefined) return { named: labels, weights: undefined };
  const counted = ignoreIndex === undefined ? labels.eq(labels) : labels.ne(ignoreIndex);
  const named = counted.where(labels, 0);
  if (weight === undefined) return { named, weights: counted.cast("float32") };
  const what = `compute ${loss} over ${numClasses} classes`;
  const chosen = compute([named, weight], (classes, weight) =>
    gather(weight, bounded(classes, numClasses, what)),
  );
  return { named, weights: counted.where(chosen, 0) };
}
