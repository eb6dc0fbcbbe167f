import { Bpe } from "./bpe.ts";
import type { Model } from "./model.ts";
import { refuseType } from "./refuse-type.ts";
import type { BpeJson, ModelJson, UnigramJson, WordLevelJson, WordPieceJson } from "./tokenizer-json.ts";
import { Unigram } from "./unigram.ts";
import { WordLevel } from "./word-level.ts";
import { WordPiece } from "./word-piece.ts";

/**
 * The model that a `tokenizer.json` describes. Old files do not name its type: then its parts tell.
 *
 * Throws: RangeError if the type is unknown or the vocabulary is malformed.
 *
 * @example
 * makeModel({ type: "WordLevel", vocab: { a: 0 } }).size; // 1
 */
export function makeModel(json: ModelJson): Model {
  switch (json?.type ?? typeOf(json)) {
    case "BPE":
      return new Bpe(json as BpeJson);
    case "WordPiece":
      return new WordPiece(json as WordPieceJson);
    case "Unigram":
      return new Unigram(json as UnigramJson);
    case "WordLevel":
      return new WordLevel(json as WordLevelJson);
    default:
      return refuseType("model", json, ["BPE", "WordPiece", "Unigram", "WordLevel"]);
  }
}

function typeOf(json: ModelJson): string | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  if ("merges" in json) return "BPE";
  if ("max_input_chars_per_word" in json || "continuing_subword_prefix" in json) return "WordPiece";
  if (Array.isArray(json.vocab)) return "Unigram";
  return "vocab" in json ? "WordLevel" : undefined;
}
