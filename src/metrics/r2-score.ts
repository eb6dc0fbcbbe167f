import { requireKind } from "../base/argument-kinds.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * The coefficient of determination, R² = 1 − Σ (ŷ − y)² / Σ (y − mean y)²: 1 is perfect, 0 is no better than the mean. Where
 * all targets are equal it is 1 for perfect predictions and else 0, as in scikit-learn.
 *
 * Shapes: predictions and targets [n], n at least 2. Throws: RangeError if the lengths differ or there is one case only.
 * Source: Wright, "Correlation and Causation", 1921.
 *
 * @example
 * metrics.r2Score([2.5, 0, 2, 8], [3, -0.5, 2, 7]); // 0.94861
 */
export function r2Score(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  requireKind("list", "call r2Score", { predictions, targets });
  requireSameLength("an R²", ["predictions", predictions], ["targets", targets]);
  const count = targets.length;
  if (count < 2)
    throw new RangeError("Cannot compute an R² from 1 case: expected at least 2. Pass more cases.");
  // From the first target on, so that equal targets have exactly their mean.
  let [mean, off, spread] = [targets[0]!, 0, 0];
  for (let i = 1; i < count; i++) mean += (targets[i]! - targets[0]!) / count;
  for (let i = 0; i < count; i++) {
    off += (predictions[i]! - targets[i]!) ** 2;
    spread += (targets[i]! - mean) ** 2;
  }
  if (spread === 0) return off === 0 ? 1 : 0;
  return 1 - off / spread;
}
