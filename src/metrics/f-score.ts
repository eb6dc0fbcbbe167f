import { requireKind } from "../base/argument-kinds.ts";
import { type AveragingOptions, averageOverClasses } from "./class-scores.ts";
import { quotient } from "./quotient.ts";

/** How an F-score weighs. */
export interface FScoreOptions extends AveragingOptions {
  /** How many times as much recall counts as precision. Default: 1. */
  readonly beta?: number;
}

/**
 * The weighted harmonic mean of precision and recall, (1 + β²) TP / ((1 + β²) TP + β² FN + FP), averaged over classes.
 *
 * Shapes: predictions and labels [n], classes.
 * Throws: RangeError if the lengths differ, a class is out of range, or beta is not above 0.
 * Source: van Rijsbergen, "Information Retrieval", second edition, 1979, chapter 7.
 *
 * @example
 * metrics.fScore([0, 1, 1, 1], [0, 0, 1, 1]); // 0.73333
 */
export function fScore(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  { beta = 1, ...options }: FScoreOptions = {},
): number {
  requireKind("list", "call fScore", { predictions, labels });
  if (!(beta > 0 && Number.isFinite(beta))) {
    throw new RangeError(
      `Cannot compute an F-score with beta = ${beta}: expected a number above 0. The usual one is 1.`,
    );
  }
  const square = beta * beta;
  return averageOverClasses("an F-score", [predictions, labels], options, ({ hits, predicted, actual }) =>
    quotient((1 + square) * hits, square * actual + predicted),
  );
}
