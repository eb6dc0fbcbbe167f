import { requireKind } from "../base/argument-kinds.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * The mean distance of predictions from their targets: (1/n) Σ |ŷ − y|.
 *
 * Shapes: predictions and targets [n]. Throws: RangeError if the lengths differ.
 * Source: scikit-learn, `mean_absolute_error`.
 *
 * @example
 * metrics.meanAbsoluteError([1, 2, 5], [1, 3, 3]); // 1
 */
export function meanAbsoluteError(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  requireKind("list", "call meanAbsoluteError", { predictions, targets });
  requireSameLength("a mean absolute error", ["predictions", predictions], ["targets", targets]);
  let sum = 0;
  for (let i = 0; i < targets.length; i++) sum += Math.abs(predictions[i]! - targets[i]!);
  return sum / targets.length;
}
