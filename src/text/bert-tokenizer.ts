import { requireKind } from "../base/argument-kinds.ts";
import { Tokenizer } from "./tokenizer.ts";

/** Which BERT a tokenizer is for. */
export interface BertTokenizerOptions {
  /** Whether all becomes lower case and accents go, as for the uncased models. Default true. */
  readonly lowercase?: boolean;
}

/**
 * BERT's tokenizer from the lines of its `vocab.txt`: WordPiece with `[CLS] A [SEP]`, and `[CLS] A [SEP] B [SEP]` for pairs.
 *
 * Throws: RangeError if one of BERT's special tokens is missing.
 * Source: Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding", 2019, section 3.
 *
 * @example
 * const tokenizer = bertTokenizer(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "hello", "world", "##s"]);
 * tokenizer.encode("Hello worlds").tokens; // ["[CLS]", "hello", "world", "##s", "[SEP]"]
 */
export function bertTokenizer(
  vocab: readonly string[],
  { lowercase = true }: BertTokenizerOptions = {},
): Tokenizer {
  requireKind("array", "call bertTokenizer", { vocab });
  const numbers = Object.fromEntries(vocab.map((token, id) => [token, id]));
  const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
  const missing = special.filter((token) => numbers[token] === undefined);
  if (missing.length > 0) {
    throw new RangeError(
      `Cannot make BERT's tokenizer from ${vocab.length} tokens: expected ${special.join(", ")} among them, got no ` +
        `${missing.join(", ")}. Give the lines of vocab.txt, one token each.`,
    );
  }
  const mark = (id: string, type_id: number) => ({ SpecialToken: { id, type_id } });
  const single = [mark("[CLS]", 0), { Sequence: { id: "A", type_id: 0 } }, mark("[SEP]", 0)] as const;
  const described = (token: string) => [token, { id: token, ids: [numbers[token]!], tokens: [token] }];
  return new Tokenizer({
    added_tokens: special.map((content) => ({ id: numbers[content]!, content, special: true })),
    normalizer: { type: "BertNormalizer", lowercase },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single,
      pair: [...single, { Sequence: { id: "B", type_id: 1 } }, mark("[SEP]", 1)],
      special_tokens: Object.fromEntries(["[CLS]", "[SEP]"].map(described)),
    },
    decoder: { type: "WordPiece" },
    model: { type: "WordPiece", vocab: numbers, unk_token: "[UNK]" },
  });
}
