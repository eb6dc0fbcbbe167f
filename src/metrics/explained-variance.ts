import { requireKind } from "../base/argument-kinds.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * The share of the targets' variance that predictions explain, 1 − Var(y − ŷ) / Var(y): R² that forgives a constant error.
 * Where targets never change it is 1 if errors do not either, else 0.
 *
 * Shapes: predictions and targets [n]. Throws: RangeError if the lengths differ.
 * Source: Kent, "Information gain and a general measure of correlation", 1983.
 *
 * @example
 * metrics.explainedVariance([2, 3, 4], [1, 2, 3]); // 1
 */
export function explainedVariance(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  requireKind("list", "call explainedVariance", { predictions, targets });
  requireSameLength("an explained variance", ["predictions", predictions], ["targets", targets]);
  const left = variance(Array.from(targets, (target, i) => target - predictions[i]!));
  const all = variance(Array.from(targets));
  if (all === 0) return left === 0 ? 1 : 0;
  return 1 - left / all;
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
