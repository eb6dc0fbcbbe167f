import { requireKind } from "../base/argument-kinds.ts";
import { countBinary } from "./binary-scores.ts";
import { rankedTies } from "./ranked.ts";

/**
 * The area under the receiver operating characteristic: how likely a case of 1 has a greater score than a case of 0,
 * equal scores counting half: Σ ([s₁ > s₀] + ½ [s₁ = s₀]) / pairs.
 *
 * Shapes: scores and labels [n], labels 0 or 1.
 * Throws: RangeError unless there are as many of both and cases of both labels.
 * Source: Hanley, McNeil, "The Meaning and Use of the Area under a Receiver Operating Characteristic (ROC) Curve", 1982.
 *
 * @example
 * metrics.rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]); // 0.75
 */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  requireKind("list", "call rocAuc", { scores, labels });
  const { positives, negatives } = countBinary("an area under the ROC curve", scores, labels);
  let below = negatives;
  let won = 0;
  for (const { entries } of rankedTies(scores)) {
    const ones = entries.filter((i) => labels[i] === 1).length;
    const zeros = entries.length - ones;
    below -= zeros;
    won += ones * (below + zeros / 2);
  }
  return won / (positives * negatives);
}
