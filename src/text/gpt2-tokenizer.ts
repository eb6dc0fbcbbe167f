import { requireKind } from "../base/argument-kinds.ts";
import { Tokenizer } from "./tokenizer.ts";

/** The two files that GPT-2's tokenizer comes in. */
export interface Gpt2Files {
  /** The contents of `vocab.json` (or `encoder.json`): tokens with their numbers. */
  readonly vocab: Readonly<Record<string, number>>;
  /** The lines of `merges.txt` (or `vocab.bpe`). */
  readonly merges: readonly string[];
}

/**
 * GPT-2's tokenizer: byte-pair encoding of bytes, so that it has tokens for every text.
 *
 * Throws: RangeError if the merges do not belong to the vocabulary.
 * Source: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019, section 2.2.
 *
 * @example
 * const tokenizer = gpt2Tokenizer({ vocab: { l: 0, o: 1, w: 2, lo: 3 }, merges: ["#version: 0.2", "l o"] });
 * tokenizer.encode("low").ids; // [3, 2]
 */
export function gpt2Tokenizer(files: Gpt2Files): Tokenizer {
  requireKind("object", "call gpt2Tokenizer", { files });
  const { vocab, merges } = files;
  requireKind("object", "call gpt2Tokenizer", { vocab });
  const end = "<|endoftext|>";
  const id = vocab[end];
  const level = { type: "ByteLevel", add_prefix_space: false, trim_offsets: false } as const;
  return new Tokenizer({
    added_tokens: id === undefined ? [] : [{ id, content: end, special: true }],
    pre_tokenizer: level,
    post_processor: level,
    decoder: level,
    model: { type: "BPE", vocab, merges: mergeLines(merges) },
  });
}

/** The rules among the lines of a file of merges, which may begin with its version. */
export function mergeLines(lines: readonly string[]): string[] {
  return lines
    .map((line) => line.trimEnd())
    .filter((line, i) => line !== "" && !(i === 0 && line.includes("#version")));
}
