import type { AddedTokenJson, PaddingJson, TokenizerJson, TruncationJson } from "./tokenizer-json.ts";

/** What each part means where it says nothing: Hugging Face's reader wants it said. */
const byType: Readonly<Record<string, object>> = {
  BertNormalizer: { clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
  ByteLevel: { add_prefix_space: true, trim_offsets: true, use_regex: true },
  Digits: { individual_digits: false },
  FixedLength: { length: 5 },
  Metaspace: { replacement: "▁", prepend_scheme: "always", split: true },
  Punctuation: { behavior: "Isolated" },
  RobertaProcessing: { trim_offsets: true, add_prefix_space: true },
  Split: { invert: false },
};
const normalizers: Readonly<Record<string, object>> = {
  ...byType,
  Strip: { strip_left: true, strip_right: true },
};
const decoders: Readonly<Record<string, object>> = {
  ...byType,
  BPEDecoder: { suffix: "</w>" },
  CTC: { pad_token: "<pad>", word_delimiter_token: "|", cleanup: true },
  WordPiece: { prefix: "##", cleanup: true },
};
const models: Readonly<Record<string, object>> = {
  BPE: {
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
  },
  Unigram: { unk_id: null, byte_fallback: false },
  WordLevel: { unk_token: "<unk>" },
  WordPiece: { unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100 },
};
const token = { single_word: false, lstrip: false, rstrip: false };
const truncation = { direction: "Right", strategy: "LongestFirst", stride: 0 } as const;
const padding = {
  strategy: "BatchLongest",
  direction: "Right",
  pad_to_multiple_of: null,
  pad_id: 0,
  pad_type_id: 0,
  pad_token: "[PAD]",
} as const;

/**
 * A tokenizer's description with all said that may be left out here, as Hugging Face's library writes it and wants it.
 *
 * @example
 * completeJson({ model: { type: "WordLevel", vocab: {} } }).version; // "1.0"
 */
export function completeJson(json: TokenizerJson): Required<TokenizerJson> {
  const whole = <Given>(given: Given | null | undefined, defaults: Given): Given | null =>
    given ? { ...defaults, ...given } : null;
  return {
    version: json.version ?? "1.0",
    truncation: whole<Partial<TruncationJson>>(json.truncation, truncation) as TruncationJson | null,
    padding: whole<PaddingJson>(json.padding, padding),
    added_tokens: (json.added_tokens ?? []).map(completeToken),
    normalizer: complete(json.normalizer ?? null, normalizers),
    pre_tokenizer: complete(json.pre_tokenizer ?? null, byType),
    post_processor: complete(json.post_processor ?? null, byType),
    decoder: complete(json.decoder ?? null, decoders),
    model: complete(json.model, models),
  };
}

function completeToken({ id, content, special = false, ...options }: AddedTokenJson): AddedTokenJson {
  return { id, content, ...token, normalized: !special, ...options, special };
}

/** A part with the defaults of its type, and so with the parts that a sequence is made of. */
function complete<Part>(part: Part, defaults: Readonly<Record<string, object>>): Part {
  if (typeof part !== "object" || part === null) return part;
  const { type } = part as { type?: string };
  const said = { type, ...defaults[type ?? ""], ...part } as Record<string, unknown>;
  for (const list of ["normalizers", "pretokenizers", "processors", "decoders"]) {
    const inner = said[list];
    if (Array.isArray(inner)) said[list] = inner.map((each: unknown) => complete(each, defaults));
  }
  // What older files say of it.
  if (type === "Metaspace" && said.add_prefix_space === false && !("prepend_scheme" in part))
    said.prepend_scheme = "never";
  if (type === "Metaspace") delete said.add_prefix_space;
  return said as Part;
}
