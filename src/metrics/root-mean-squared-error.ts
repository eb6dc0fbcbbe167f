import { requireKind } from "../base/argument-kinds.ts";
import { meanSquaredError } from "./mean-squared-error.ts";

/**
 * The root of the mean squared distance of predictions from their targets, √((1/n) Σ (ŷ − y)²): in the unit of the
 * targets.
 *
 * Shapes: predictions and targets [n]. Throws: RangeError if the lengths differ.
 * Source: scikit-learn, `root_mean_squared_error`.
 *
 * @example
 * metrics.rootMeanSquaredError([1, 2, 5], [1, 3, 3]); // 1.29099
 */
export function rootMeanSquaredError(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  requireKind("list", "call rootMeanSquaredError", { predictions, targets });
  return Math.sqrt(meanSquaredError(predictions, targets));
}
