import { requireKind } from "../base/argument-kinds.ts";
import { byteCharacters } from "./byte-characters.ts";
import { countPieces } from "./count-pieces.ts";
import { learnMerges } from "./learn-merges.ts";
import { requireVocabSize } from "./require-vocab-size.ts";
import { Tokenizer } from "./tokenizer.ts";
import type { TokenizerJson } from "./tokenizer-json.ts";

/** What a byte-pair encoding is trained with. */
export interface TrainBpeOptions {
  /** How many tokens there are to be, special ones and single bytes included. Default 30,000. */
  readonly vocabSize?: number;
  /** How often a pair must be seen to be merged. Default 2. */
  readonly minFrequency?: number;
  /** Tokens that are never taken apart; they get the first numbers. */
  readonly specialTokens?: readonly string[];
  /** What marks the last token of a word, such as `</w>`. Default: nothing. */
  readonly endOfWordSuffix?: string;
  /**
   * Parts of the tokenizer. By default it works on bytes, as GPT-2's: `pre_tokenizer` and `decoder` are `ByteLevel`. With another
   * pre-tokenizer its alphabet is the characters that it sees.
   */
  readonly parts?: Pick<TokenizerJson, "normalizer" | "pre_tokenizer" | "post_processor" | "decoder">;
}

/**
 * Trains a byte-pair encoding: beginning with bytes, the pair of tokens that is seen most often becomes a token, until there are
 * `vocabSize`. The same texts and options give the same tokenizer.
 *
 * Throws: RangeError if `vocabSize` has no room for bytes and special tokens; TypeError unless given texts.
 * Source: Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", 2016, section 3.2.
 *
 * @example
 * const tokenizer = trainBpe(["low low low", "lower lower"], { vocabSize: 260 });
 * tokenizer.encode("low").tokens; // ["low"]
 * tokenizer.decode(tokenizer.encode("any ☃").ids); // "any ☃"
 */
export function trainBpe(texts: Iterable<string>, options: TrainBpeOptions = {}): Tokenizer {
  requireKind("iterable", "call trainBpe", { texts });
  const { vocabSize = 30_000, minFrequency = 2, specialTokens = [], endOfWordSuffix = "" } = options;
  requireKind("texts", "call trainBpe", { specialTokens });
  const level = { type: "ByteLevel", add_prefix_space: false } as const;
  const parts = options.parts ?? {
    pre_tokenizer: level,
    post_processor: { ...level, trim_offsets: true },
    decoder: level,
  };
  const bytes = JSON.stringify(parts.pre_tokenizer ?? null).includes('"ByteLevel"');
  const { tokens, merges } = learnMerges(countPieces(texts, parts), {
    vocabSize,
    minFrequency,
    specialTokens,
    initialAlphabet: bytes ? byteCharacters : [],
    continuingSubwordPrefix: "",
    endOfWordSuffix,
  });
  requireVocabSize(vocabSize, tokens.length);
  return new Tokenizer({
    ...parts,
    added_tokens: specialTokens.map((content, id) => ({ id, content, special: true, normalized: false })),
    model: {
      type: "BPE",
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
      ...(endOfWordSuffix === "" ? {} : { end_of_word_suffix: endOfWordSuffix }),
    },
  });
}
