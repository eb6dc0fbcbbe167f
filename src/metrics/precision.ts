import { requireKind } from "../base/argument-kinds.ts";
import { type AveragingOptions, averageOverClasses } from "./class-scores.ts";
import { quotient } from "./quotient.ts";

/**
 * Of the cases taken for a class, the share that were of it: TP / (TP + FP), averaged over classes.
 *
 * Shapes: predictions and labels [n], classes.
 * Throws: RangeError if the lengths differ, or a class is out of range.
 * Source: scikit-learn, `precision_score`.
 *
 * @example
 * metrics.precision([0, 1, 1, 1], [0, 0, 1, 1]); // 0.83333
 */
export function precision(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: AveragingOptions = {},
): number {
  requireKind("list", "call precision", { predictions, labels });
  return averageOverClasses("a precision", [predictions, labels], options, ({ hits, predicted }) =>
    quotient(hits, predicted),
  );
}
