import { requireKind } from "../base/argument-kinds.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * The mean distance of predictions from their targets as a share of these, (1/n) Σ |ŷ − y| / |y|: 0.1 is ten per cent. A
 * target nearer to 0 than 2⁻⁵² counts as that, as in scikit-learn.
 *
 * Shapes: predictions and targets [n]. Throws: RangeError if the lengths differ.
 * Source: de Myttenaere and others, "Mean Absolute Percentage Error for regression models", 2016.
 *
 * @example
 * metrics.meanAbsolutePercentageError([1, 2, 5], [1, 4, 4]); // 0.25
 */
export function meanAbsolutePercentageError(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
): number {
  requireKind("list", "call meanAbsolutePercentageError", { predictions, targets });
  requireSameLength("a percentage error", ["predictions", predictions], ["targets", targets]);
  let sum = 0;
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i]!;
    sum += Math.abs(predictions[i]! - target) / Math.max(Math.abs(target), Number.EPSILON);
  }
  return sum / targets.length;
}
