import { requireKind } from "../base/argument-kinds.ts";
import { type BertTokenizerOptions, bertTokenizer } from "./bert-tokenizer.ts";
import { countPieces } from "./count-pieces.ts";
import { learnMerges } from "./learn-merges.ts";
import { requireVocabSize } from "./require-vocab-size.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** What WordPiece is trained with. */
export interface TrainWordPieceOptions extends BertTokenizerOptions {
  /** How many tokens there are to be, special ones and single characters included. Default 30,000. */
  readonly vocabSize?: number;
  /** How often a pair must be seen to be merged. Default 2. */
  readonly minFrequency?: number;
}

/**
 * Trains BERT's tokenizer: pieces are merged by how often they are seen together, as Hugging Face's trainer does, and looked up
 * longest first. `[PAD]`, `[UNK]`, `[CLS]`, `[SEP]` and `[MASK]` get the numbers 0 to 4.
 *
 * Throws: RangeError if `vocabSize` has no room for characters and special tokens; TypeError unless given texts.
 * Source: Schuster and Nakajima, "Japanese and Korean Voice Search", 2012, section 3.
 *
 * @example
 * const tokenizer = trainWordPiece(["hug hugs hug", "hugging hugs"], { vocabSize: 24 });
 * tokenizer.encode("Hugs").tokens; // ["[CLS]", "hugs", "[SEP]"]
 */
export function trainWordPiece(texts: Iterable<string>, options: TrainWordPieceOptions = {}): Tokenizer {
  requireKind("iterable", "call trainWordPiece", { texts });
  const { vocabSize = 30_000, minFrequency = 2, lowercase = true } = options;
  const preparation = {
    normalizer: { type: "BertNormalizer", lowercase },
    pre_tokenizer: { type: "BertPreTokenizer" },
  } as const;
  const { tokens } = learnMerges(countPieces(texts, preparation), {
    vocabSize,
    minFrequency,
    specialTokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
    initialAlphabet: [],
    continuingSubwordPrefix: "##",
    endOfWordSuffix: "",
  });
  requireVocabSize(vocabSize, tokens.length);
  return bertTokenizer(tokens, { lowercase });
}
