import { requireKind } from "../base/argument-kinds.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * The mean error of a forecast in units of that which the seasonal naive forecast makes one step after the other in the
 * training series: (1/n) Σ |ŷ − y| / ((1/(N − p)) Σ |xₜ − xₜ₋ₚ|). Below 1 is better than that.
 *
 * Shapes: predictions and targets [n], training [N], in the order of time.
 * Throws: RangeError if the lengths differ, or the training series is no longer than its period, or never changes.
 * Source: Hyndman and Koehler, "Another look at measures of forecast accuracy", 2006.
 *
 * @example
 * metrics.meanAbsoluteScaledError([5, 6], [6, 8], { training: [1, 2, 4, 5] }); // 1.125
 */
export function meanAbsoluteScaledError(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  options: { readonly training: ArrayLike<number>; readonly period?: number },
): number {
  requireKind("list", "call meanAbsoluteScaledError", { predictions, targets });
  requireKind("options", "call meanAbsoluteScaledError", { options });
  const { training, period = 1 } = options;
  requireKind("list", "call meanAbsoluteScaledError", { training });
  requireSameLength("a scaled error", ["predictions", predictions], ["targets", targets]);
  let naive = 0;
  for (let t = period; t < training.length; t++) naive += Math.abs(training[t]! - training[t - period]!);
  if (!Number.isInteger(period) || period < 1 || !(naive > 0)) {
    throw new RangeError(
      `Cannot scale an error by ${training.length} training values of period ${period}: expected more than a period of them, which change. ` +
        "Use meanAbsoluteError.",
    );
  }
  let error = 0;
  for (let i = 0; i < targets.length; i++) error += Math.abs(predictions[i]! - targets[i]!);
  return error / targets.length / (naive / (training.length - period));
}
