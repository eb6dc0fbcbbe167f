import { requireKind } from "../base/argument-kinds.ts";
import { editDistance } from "./edit-distance.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * The fewest words to insert, delete and substitute to make the references of the hypotheses, over the number of words
 * in the references: Σ editDistance / Σ length. 0 is perfect, and it may be above 1. Words are what white space
 * separates; case and marks count.
 *
 * Shapes: hypotheses and references [n].
 * Throws: RangeError if there are not as many of both, or the references have no words.
 * Source: Morris, Maier, Green, "From WER and RIL to MER and WIL", 2004.
 *
 * @example
 * metrics.wordErrorRate(["the cat sat on mat"], ["the cat sat on the mat"]); // 0.16667
 */
export function wordErrorRate(hypotheses: readonly string[], references: readonly string[]): number {
  requireKind("array", "call wordErrorRate", { hypotheses, references });
  return errorRate("a word error rate", hypotheses, references, (text) => text.split(/\s+/).filter(Boolean));
}

/** Edits over the length of the references, all texts together, after each was split. */
export function errorRate(
  what: string,
  hypotheses: readonly string[],
  references: readonly string[],
  split: (text: string) => string[],
): number {
  requireSameLength(what, ["hypotheses", hypotheses], ["references", references]);
  let [edits, length] = [0, 0];
  for (const [i, reference] of references.entries()) {
    requireKind("text", `compute ${what}`, { references: reference, hypotheses: hypotheses[i] });
    const expected = split(reference);
    edits += editDistance(split(hypotheses[i]!), expected);
    length += expected.length;
  }
  if (length === 0) {
    throw new RangeError(
      `Cannot compute ${what} against empty references: expected some text. Leave such cases out.`,
    );
  }
  return edits / length;
}
