import { requireKind } from "../base/argument-kinds.ts";
import { errorRate } from "./word-error-rate.ts";

/**
 * The fewest characters to insert, delete and substitute to make the references of the hypotheses, over the number of
 * characters in the references: Σ editDistance / Σ length. Characters are code points; spaces count.
 *
 * Shapes: hypotheses and references [n].
 * Throws: RangeError if there are not as many of both, or the references are empty.
 * Source: as `wordErrorRate`.
 *
 * @example
 * metrics.characterErrorRate(["sitting"], ["kitten"]); // 0.5
 */
export function characterErrorRate(hypotheses: readonly string[], references: readonly string[]): number {
  requireKind("array", "call characterErrorRate", { hypotheses, references });
  return errorRate("a character error rate", hypotheses, references, (text) => [...text]);
}
