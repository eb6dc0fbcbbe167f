import { requireKind } from "../base/argument-kinds.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * The mean squared distance of predictions from their targets: (1/n) Σ (ŷ − y)².
 *
 * Shapes: predictions and targets [n]. Throws: RangeError if the lengths differ.
 * Source: scikit-learn, `mean_squared_error`.
 *
 * @example
 * metrics.meanSquaredError([1, 2, 5], [1, 3, 3]); // 1.66667
 */
export function meanSquaredError(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  requireKind("list", "call meanSquaredError", { predictions, targets });
  requireSameLength("a mean squared error", ["predictions", predictions], ["targets", targets]);
  let sum = 0;
  for (let i = 0; i < targets.length; i++) sum += (predictions[i]! - targets[i]!) ** 2;
  return sum / targets.length;
}
