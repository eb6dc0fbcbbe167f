import { AlignedText } from "./aligned-text.ts";
import { makeNormalizer } from "./make-normalizer.ts";
import { makePreTokenizer } from "./make-pre-tokenizer.ts";
import type { NormalizerJson, PreTokenizerJson } from "./tokenizer-json.ts";

/** What is done to texts before a model sees them. */
export interface TextPreparation {
  readonly normalizer?: NormalizerJson | null;
  readonly pre_tokenizer?: PreTokenizerJson | null;
}

/**
 * How often each piece is seen in texts, in the order in which they come first.
 *
 * Throws: TypeError unless every text is one.
 *
 * @example
 * countPieces(["a b", "a"], { pre_tokenizer: { type: "Whitespace" } }).get("a"); // 2
 */
export function countPieces(
  texts: Iterable<string>,
  { normalizer, pre_tokenizer }: TextPreparation,
): Map<string, number> {
  const normalize = normalizer ? makeNormalizer(normalizer) : undefined;
  const preTokenize = pre_tokenizer ? makePreTokenizer(pre_tokenizer) : undefined;
  const counts = new Map<string, number>();
  for (const text of texts) {
    if (typeof text !== "string" || typeof texts === "string") {
      throw new TypeError(
        `Cannot learn from ${String(texts).slice(0, 60)}: expected a list of texts, got ${typeof texts === "string" ? "one" : `a ${typeof text} in it`}. ` +
          `Split a single text into lines.`,
      );
    }
    const whole = AlignedText.of(text);
    const normalized = normalize === undefined ? whole : normalize(whole);
    for (const { text: piece } of preTokenize === undefined ? [normalized] : preTokenize(normalized)) {
      if (piece !== "") counts.set(piece, (counts.get(piece) ?? 0) + 1);
    }
  }
  return counts;
}
