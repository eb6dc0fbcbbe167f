import { requireKind } from "../base/argument-kinds.ts";
import { requireClass, rowLength } from "./same-length.ts";

/**
 * The mean squared distance of probabilities from what came true: (1/n) Σᵢ Σ_c (p − [c is the label])². For yes/no cases,
 * given as one probability each, only that of class 1 is counted, so that the score is in [0, 1] and not in [0, 2].
 *
 * Shapes: probabilities [n · numClasses], row by row, or [n] of class 1 for labels 0 and 1; labels [n].
 * Throws: RangeError if the probabilities do not fill a row a label, or a label is no class.
 * Source: Brier, "Verification of Forecasts Expressed in Terms of Probability", 1950.
 *
 * @example
 * metrics.brierScore([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0]); // 0.0375
 */
export function brierScore(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  requireKind("list", "call brierScore", { probabilities, labels });
  const row = rowLength("a Brier score", probabilities, labels);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    requireClass("a Brier score", label, Math.max(2, row));
    for (let c = 0; c < row; c++) {
      const happened = row === 1 ? label : Number(c === label);
      sum += (probabilities[i * row + c]! - happened) ** 2;
    }
  }
  return sum / labels.length;
}
