import { requireKind } from "../base/argument-kinds.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * The distance from the target that half of the predictions keep, median |ŷ − y|: outliers do not change it.
 *
 * Shapes: predictions and targets [n]. Throws: RangeError if the lengths differ.
 * Source: Huber, "Robust Statistics", 1981, section 5.1.
 *
 * @example
 * metrics.medianAbsoluteError([1, 2, 3, 99], [1, 3, 5, 5]); // 1.5
 */
export function medianAbsoluteError(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  requireKind("list", "call medianAbsoluteError", { predictions, targets });
  requireSameLength("a median error", ["predictions", predictions], ["targets", targets]);
  const errors = Float64Array.from(targets, (target, i) => Math.abs(predictions[i]! - target)).sort();
  return (errors[(errors.length - 1) >> 1]! + errors[errors.length >> 1]!) / 2;
}
