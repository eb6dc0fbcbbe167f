import { requireKind } from "../base/argument-kinds.ts";
import { type AveragingOptions, averageOverClasses } from "./class-scores.ts";
import { quotient } from "./quotient.ts";

/**
 * Of the cases of a class, the share that were found: TP / (TP + FN), averaged over classes.
 *
 * Shapes: predictions and labels [n], classes.
 * Throws: RangeError if the lengths differ, or a class is out of range.
 * Source: scikit-learn, `recall_score`.
 *
 * @example
 * metrics.recall([0, 1, 1, 1], [0, 0, 1, 1]); // 0.75
 */
export function recall(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: AveragingOptions = {},
): number {
  requireKind("list", "call recall", { predictions, labels });
  return averageOverClasses("a recall", [predictions, labels], options, ({ hits, actual }) =>
    quotient(hits, actual),
  );
}
