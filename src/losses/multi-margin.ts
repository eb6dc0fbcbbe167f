import { bounded, isClass, takeAlongAxis } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { classesLast } from "./class-scores.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireAxes, requireShape } from "./same-shape.ts";

/** The options of `multiMargin`. */
export interface MultiMarginOptions extends LossOptions {
  /** The power of each shortfall. Default: 1. */
  readonly p?: 1 | 2;
  /** By how much the score of the label should be above the others. Default: 1. */
  readonly margin?: number;
  /** What the loss of each class is multiplied by: [numClasses]. Default: 1 for all. */
  readonly weight?: Tensor;
}

/**
 * Σ weight[label] · max(0, margin − x[label] + x[c])ᵖ / numClasses over the classes c that are not the label: the hinge
 * loss of several classes. A label that is no class gives NaN, and the run throws a RangeError.
 *
 * Shapes: scores [n, numClasses], labels [n] int32; the result is a scalar, or [n] with `reduction: "none"`.
 * Throws: RangeError if the shapes do not fit or p is neither 1 nor 2, TypeError if the labels are not int32.
 * Source: Crammer, Singer, "On the Algorithmic Implementation of Multiclass Kernel-Based Vector Machines", 2001.
 *
 * @example
 * losses.multiMargin(tensor([[0.5, 1, 0]]), tensor([1], { dtype: "int32" })).item(); // 0.1667
 */
export function multiMargin(scores: Tensor, labels: Tensor, options: MultiMarginOptions = {}): Tensor {
  const { p = 1, margin = 1, weight, reduction } = options;
  requireAxes("multiMargin", scores, ["n", "numClasses"]);
  classesLast("multiMargin", scores, labels);
  requireNumber("multiMargin", "margin", margin);
  if (p !== 1 && p !== 2) {
    throw new RangeError(
      `Cannot compute multiMargin with p ${String(p)}: expected 1 or 2, got ${String(p)}. Leave it out for 1.`,
    );
  }
  const numClasses = scores.shape[1]!;
  const what = `compute multiMargin over ${numClasses} classes`;
  if (weight !== undefined) requireShape("multiMargin", "weights", weight, [numClasses]);
  const ofLabel = (table: Tensor) =>
    compute([table, labels.unsqueeze(1)], (table, at) => takeAlongAxis(table, bounded(at, numClasses, what)));
  const shortfall = scores.sub(ofLabel(scores)).add(margin).relu(); // [n, numClasses]
  const each = p === 1 ? shortfall : shortfall.mul(shortfall);
  const weighed = weight === undefined ? each : each.mul(ofLabel(weight.expand(scores.shape)));
  const isLabel = compute([labels], (labels) => isClass(labels, numClasses));
  return reduce(isLabel.where(0, weighed).sum({ axis: 1 }).div(numClasses), reduction);
}
