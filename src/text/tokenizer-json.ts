/** The parts of a `tokenizer.json`, in the words of Hugging Face's library `tokenizers`. */

/** What is looked for in a text: a string as it is, or a regular expression in the syntax of Oniguruma. */
export type PatternJson = { readonly String: string } | { readonly Regex: string };

/** How a text is changed before it is taken apart. */
export type NormalizerJson =
  | { readonly type: "Sequence"; readonly normalizers: readonly NormalizerJson[] }
  | { readonly type: "NFC" | "NFD" | "NFKC" | "NFKD" }
  | { readonly type: "Lowercase" | "StripAccents" | "Nmt" | "ByteLevel" }
  | { readonly type: "Strip"; readonly strip_left?: boolean; readonly strip_right?: boolean }
  | { readonly type: "Replace"; readonly pattern: PatternJson; readonly content: string }
  | { readonly type: "Prepend"; readonly prepend: string }
  | { readonly type: "Precompiled"; readonly precompiled_charsmap: string }
  | {
      readonly type: "BertNormalizer";
      readonly clean_text?: boolean;
      readonly handle_chinese_chars?: boolean;
      /** Default: as `lowercase`. */
      readonly strip_accents?: boolean | null;
      readonly lowercase?: boolean;
    };

/** What becomes of the matches that a text is split at. */
export type SplitBehavior = "Removed" | "Isolated" | "MergedWithPrevious" | "MergedWithNext" | "Contiguous";

/** Where a `Metaspace` puts its mark in front: before every part, before that which starts the text, or nowhere. */
export type PrependScheme = "always" | "first" | "never";

/** The mark that stands for a space, in the pre-tokenizer and the decoder of SentencePiece's models. */
export interface MetaspaceJson {
  readonly type: "Metaspace";
  readonly replacement?: string;
  readonly prepend_scheme?: PrependScheme;
  /** What older files say instead of `prepend_scheme`. */
  readonly add_prefix_space?: boolean;
  readonly split?: boolean;
}

/** Bytes written as printable characters, as in GPT-2: a pre-tokenizer, a post-processor and a decoder. */
export interface ByteLevelJson {
  readonly type: "ByteLevel";
  readonly add_prefix_space?: boolean;
  readonly trim_offsets?: boolean;
  readonly use_regex?: boolean;
}

/** How a text is taken apart into the pieces that the model tokenizes each by itself. */
export type PreTokenizerJson =
  | { readonly type: "Sequence"; readonly pretokenizers: readonly PreTokenizerJson[] }
  | { readonly type: "Whitespace" | "WhitespaceSplit" | "BertPreTokenizer" }
  | { readonly type: "Punctuation"; readonly behavior?: SplitBehavior }
  | { readonly type: "Digits"; readonly individual_digits?: boolean }
  | { readonly type: "CharDelimiterSplit"; readonly delimiter: string }
  | { readonly type: "FixedLength"; readonly length?: number }
  | {
      readonly type: "Split";
      readonly pattern: PatternJson;
      readonly behavior: SplitBehavior;
      readonly invert?: boolean;
    }
  | MetaspaceJson
  | ByteLevelJson;

/** Byte-pair encoding: characters merged pair by pair, the earliest rule first. */
export interface BpeJson {
  readonly type?: "BPE";
  readonly vocab: Readonly<Record<string, number>>;
  /** Pairs, or pairs written with a space between. */
  readonly merges: readonly (string | readonly [string, string])[];
  readonly dropout?: number | null;
  readonly unk_token?: string | null;
  readonly continuing_subword_prefix?: string | null;
  readonly end_of_word_suffix?: string | null;
  readonly fuse_unk?: boolean;
  readonly byte_fallback?: boolean;
  readonly ignore_merges?: boolean;
}

/** WordPiece: the longest piece that fits, again and again. */
export interface WordPieceJson {
  readonly type?: "WordPiece";
  readonly vocab: Readonly<Record<string, number>>;
  readonly unk_token?: string;
  readonly continuing_subword_prefix?: string;
  readonly max_input_chars_per_word?: number;
}

/** Unigram: the most probable way to take a text apart, with the logarithm of each piece's probability. */
export interface UnigramJson {
  readonly type?: "Unigram";
  readonly vocab: readonly (readonly [piece: string, score: number])[];
  readonly unk_id?: number | null;
  readonly byte_fallback?: boolean;
}

/** Whole pieces looked up in a vocabulary. */
export interface WordLevelJson {
  readonly type?: "WordLevel";
  readonly vocab: Readonly<Record<string, number>>;
  readonly unk_token?: string;
}

/** The model, which makes tokens of pieces. */
export type ModelJson = BpeJson | WordPieceJson | UnigramJson | WordLevelJson;

/** A part of a template: a special token, or one of the two texts. */
export type TemplatePieceJson =
  | { readonly SpecialToken: { readonly id: string; readonly type_id: number } }
  | { readonly Sequence: { readonly id: "A" | "B"; readonly type_id: number } };

/** What is put around the tokens of a text, or of a pair of texts. */
export type PostProcessorJson =
  | { readonly type: "Sequence"; readonly processors: readonly PostProcessorJson[] }
  | {
      readonly type: "TemplateProcessing";
      readonly single: readonly TemplatePieceJson[];
      readonly pair: readonly TemplatePieceJson[];
      readonly special_tokens: Readonly<
        Record<
          string,
          { readonly id: string; readonly ids: readonly number[]; readonly tokens: readonly string[] }
        >
      >;
    }
  | {
      readonly type: "BertProcessing";
      readonly sep: readonly [string, number];
      readonly cls: readonly [string, number];
    }
  | {
      readonly type: "RobertaProcessing";
      readonly sep: readonly [string, number];
      readonly cls: readonly [string, number];
      readonly trim_offsets?: boolean;
      readonly add_prefix_space?: boolean;
    }
  | ByteLevelJson;

/** How tokens become a text again. */
export type DecoderJson =
  | { readonly type: "Sequence"; readonly decoders: readonly DecoderJson[] }
  | { readonly type: "WordPiece"; readonly prefix?: string; readonly cleanup?: boolean }
  | { readonly type: "BPEDecoder"; readonly suffix?: string }
  | { readonly type: "ByteFallback" | "Fuse" }
  | { readonly type: "Strip"; readonly content: string; readonly start: number; readonly stop: number }
  | { readonly type: "Replace"; readonly pattern: PatternJson; readonly content: string }
  | {
      readonly type: "CTC";
      readonly pad_token?: string;
      readonly word_delimiter_token?: string;
      readonly cleanup?: boolean;
    }
  | MetaspaceJson
  | ByteLevelJson;

/** A token that is found in texts before they are taken apart. */
export interface AddedTokenJson {
  readonly id: number;
  readonly content: string;
  /** Whether it counts only where no letter, digit or underscore touches it. */
  readonly single_word?: boolean;
  /** Whether it takes in the white space before it. */
  readonly lstrip?: boolean;
  /** Whether it takes in the white space after it. */
  readonly rstrip?: boolean;
  /** Whether it is looked for in the normalized text. Default: unless it is special. */
  readonly normalized?: boolean;
  /** Whether `decode` leaves it out. */
  readonly special?: boolean;
}

/** How many tokens an encoding has at most, and which go. */
export interface TruncationJson {
  readonly max_length: number;
  /** Which of a pair is shortened. Default: the longer. */
  readonly strategy?: "LongestFirst" | "OnlyFirst" | "OnlySecond";
  /** How many tokens the parts of a long text share. Default 0. */
  readonly stride?: number;
  /** Which end goes. */
  readonly direction?: "Left" | "Right";
}

/** What encodings are filled up with, and how far. */
export interface PaddingJson {
  /** To the longest of the batch (the default), or to a length. */
  readonly strategy?: "BatchLongest" | { readonly Fixed: number };
  readonly direction?: "Left" | "Right";
  readonly pad_to_multiple_of?: number | null;
  readonly pad_id?: number;
  readonly pad_type_id?: number;
  readonly pad_token?: string;
}

/** A whole `tokenizer.json`. */
export interface TokenizerJson {
  readonly version?: string;
  readonly truncation?: TruncationJson | null;
  readonly padding?: PaddingJson | null;
  readonly added_tokens?: readonly AddedTokenJson[];
  readonly normalizer?: NormalizerJson | null;
  readonly pre_tokenizer?: PreTokenizerJson | null;
  readonly post_processor?: PostProcessorJson | null;
  readonly decoder?: DecoderJson | null;
  readonly model: ModelJson;
}
