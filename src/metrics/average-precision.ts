import { requireKind } from "../base/argument-kinds.ts";
import { countBinary } from "./binary-scores.ts";
import { rankedTies } from "./ranked.ts";

/**
 * The area under the curve of precision over recall, as a sum of steps: Σ (Rᵢ − Rᵢ₋₁) Pᵢ over falling thresholds.
 *
 * Shapes: scores and labels [n], labels 0 or 1.
 * Throws: RangeError unless there are as many of both and cases of both labels.
 * Source: Zhu, "Recall, Precision and Average Precision", 2004; as scikit-learn's `average_precision_score`.
 *
 * @example
 * metrics.averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]); // 0.83333
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  requireKind("list", "call averagePrecision", { scores, labels });
  const { positives } = countBinary("an average precision", scores, labels);
  let [taken, found, area] = [0, 0, 0];
  for (const { entries } of rankedTies(scores)) {
    const ones = entries.filter((i) => labels[i] === 1).length;
    taken += entries.length;
    found += ones;
    area += (ones / positives) * (found / taken);
  }
  return area;
}
