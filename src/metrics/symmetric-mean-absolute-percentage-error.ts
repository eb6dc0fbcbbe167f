import { requireKind } from "../base/argument-kinds.ts";
import { quotient } from "./quotient.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * The mean distance of predictions from targets as a share of the mean of both sizes, (1/n) Σ 2 |ŷ − y| / (|ŷ| + |y|), from
 * 0 to 2; 0 where both are 0. Times 100 it is the per cent of the M4 competition.
 *
 * Shapes: predictions and targets [n]. Throws: RangeError if the lengths differ.
 * Source: Makridakis, Spiliotis and Assimakopoulos, "The M4 Competition", 2020, section 2.
 *
 * @example
 * metrics.symmetricMeanAbsolutePercentageError([1, 3, 0], [3, 1, 0]); // 0.66666667
 */
export function symmetricMeanAbsolutePercentageError(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
): number {
  requireKind("list", "call symmetricMeanAbsolutePercentageError", { predictions, targets });
  requireSameLength("a symmetric percentage error", ["predictions", predictions], ["targets", targets]);
  let sum = 0;
  for (let i = 0; i < targets.length; i++) {
    const [a, b] = [predictions[i]!, targets[i]!];
    sum += quotient(2 * Math.abs(a - b), Math.abs(a) + Math.abs(b));
  }
  return sum / targets.length;
}
