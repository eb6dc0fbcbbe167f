import { bounded, isClass, takeAlongAxis } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireAxes, requireSameShape } from "./same-shape.ts";

/**
 * Σ max(0, 1 − x[label] + x[c]) / numClasses over the labels of an example and the classes c that are none of them. The
 * labels of an example end at its first −1.
 *
 * Shapes: scores [n, numClasses], labels [n, numClasses] int32; the result is a scalar, or [n] with
 * `reduction: "none"`.
 * Throws: RangeError if the shapes differ, TypeError if the labels are not int32; RangeError after a run with a label
 * that is no class.
 * Source: PyTorch, `nn.MultiLabelMarginLoss`.
 *
 * @example
 * const labels = tensor([[3, 0, -1, 1]], { dtype: "int32" });
 * losses.multilabelMargin(tensor([[0.125, 0.25, 0.5, 0.75]]), labels).item(); // 0.9375
 */
export function multilabelMargin(scores: Tensor, labels: Tensor, options: LossOptions = {}): Tensor {
  requireAxes("multilabelMargin", scores, ["n", "numClasses"]);
  requireSameShape("multilabelMargin", scores, labels);
  if (labels.dtype !== "int32") {
    throw new TypeError(
      `Cannot compute multilabelMargin with labels of dtype ${labels.dtype}: expected int32 class numbers, got ` +
        `${labels.dtype}. Make them with { dtype: "int32" } or cast("int32").`,
    );
  }
  const numClasses = scores.shape[1]!;
  const counts = labels.lt(0).cast("float32").cumsum({ axis: 1 }).eq(0); // [n, numClasses]: before the first −1
  const named = counts.where(labels, 0);
  const what = `compute multilabelMargin over ${numClasses} classes`;
  const ofLabels = compute([scores, named], (scores, at) =>
    takeAlongAxis(scores, bounded(at, numClasses, what)),
  );
  const isLabel = compute([named], (named) => isClass(named, numClasses)); // [n, labels, numClasses]
  const isTarget = isLabel.logicalAnd(counts.unsqueeze(2)).any({ axis: 1 });
  const shortfall = scores.unsqueeze(1).sub(ofLabels.unsqueeze(2)).add(1).relu(); // [n, labels, numClasses]
  const compared = counts.unsqueeze(2).logicalAnd(isTarget.logicalNot().unsqueeze(1));
  const each = compared.where(shortfall, 0).sum({ axis: [1, 2] });
  return reduce(each.div(numClasses), options.reduction);
}
