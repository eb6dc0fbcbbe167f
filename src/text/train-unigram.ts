import { requireKind } from "../base/argument-kinds.ts";
import { countPieces } from "./count-pieces.ts";
import { learnUnigrams } from "./learn-unigrams.ts";
import { requireVocabSize } from "./require-vocab-size.ts";
import { Tokenizer } from "./tokenizer.ts";

/** What a Unigram tokenizer is trained with. */
export interface TrainUnigramOptions {
  /** How many tokens there are to be, special ones and single characters included. Default 8,000. */
  readonly vocabSize?: number;
  /** Tokens that get the first numbers, after `<unk>`. */
  readonly specialTokens?: readonly string[];
}

/**
 * Trains a Unigram tokenizer as SentencePiece's: texts are brought to NFKC, spaces become `▁` before words, and pieces are those
 * under which the texts are most probable. The same texts and options give the same tokenizer.
 *
 * Throws: RangeError if `vocabSize` has no room for characters and special tokens; TypeError unless given texts.
 * Source: Kudo, "Subword Regularization: Improving Neural Network Translation Models with Multiple Subword Candidates", 2018,
 * section 3.2.
 *
 * @example
 * const tokenizer = trainUnigram(["hug hugs hugging hug", "hugs bug bugs"], { vocabSize: 14 });
 * tokenizer.decode(tokenizer.encode("bug hugs").ids); // "bug hugs"
 */
export function trainUnigram(texts: Iterable<string>, options: TrainUnigramOptions = {}): Tokenizer {
  requireKind("iterable", "call trainUnigram", { texts });
  const { vocabSize = 8000, specialTokens = [] } = options;
  requireKind("texts", "call trainUnigram", { specialTokens });
  const preparation = { normalizer: { type: "NFKC" }, pre_tokenizer: { type: "Metaspace" } } as const;
  const special = [...new Set(["<unk>", ...specialTokens])];
  requireVocabSize(vocabSize, special.length);
  const pieces = learnUnigrams(countPieces(texts, preparation), vocabSize - special.length);
  requireVocabSize(vocabSize, special.length + pieces.length);
  return new Tokenizer({
    ...preparation,
    added_tokens: special.map((content, id) => ({ id, content, special: true })),
    decoder: { type: "Metaspace" },
    model: {
      type: "Unigram",
      vocab: [...special.map((token) => [token, 0] as const), ...pieces],
      unk_id: 0,
    },
  });
}
