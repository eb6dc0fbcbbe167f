import { requireKind } from "../base/argument-kinds.ts";
import type { AveragingOptions } from "./class-scores.ts";
import { fScore } from "./f-score.ts";

/**
 * Twice the intersection of predicted and true pixels of a class over the sum of their numbers, averaged over classes:
 * 2 TP / (2 TP + FP + FN), which is the F-score with β = 1.
 *
 * Shapes: predictions and labels [n], the classes of all pixels.
 * Throws: RangeError if the lengths differ, or a class is out of range.
 * Source: Dice, "Measures of the Amount of Ecologic Association Between Species", 1945.
 *
 * @example
 * metrics.dice([0, 1, 1, 1], [0, 0, 1, 1]); // 0.73333
 */
export function dice(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: AveragingOptions = {},
): number {
  requireKind("list", "call dice", { predictions, labels });
  return fScore(predictions, labels, options);
}
