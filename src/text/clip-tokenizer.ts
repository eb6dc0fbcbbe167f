import { requireKind } from "../base/argument-kinds.ts";
import { byteCharacters } from "./byte-characters.ts";
import { mergeLines } from "./gpt2-tokenizer.ts";
import { Tokenizer } from "./tokenizer.ts";

const words = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";
/** How many tokens CLIP has. */
const size = 49_408;

/**
 * CLIP's tokenizer from the lines of `bpe_simple_vocab_16e6.txt`: byte-pair encoding in lower case whose last token of a
 * word says so, between `<|startoftext|>` and `<|endoftext|>`.
 *
 * Throws: RangeError if the lines are no rules.
 * Source: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021, `simple_tokenizer.py`.
 *
 * @example
 * const tokenizer = clipTokenizer(["#version: 0.2", "c a", "ca t</w>"]);
 * tokenizer.encode("Cat").tokens; // ["<|startoftext|>", "cat</w>", "<|endoftext|>"]
 */
export function clipTokenizer(lines: readonly string[]): Tokenizer {
  requireKind("texts", "call clipTokenizer", { lines });
  const [start, end] = ["<|startoftext|>", "<|endoftext|>"];
  const merges = mergeLines(lines).slice(0, size - 512 - 2);
  const letters = [...byteCharacters].sort((a, b) => order(a) - order(b));
  const tokens = [
    ...letters,
    ...letters.map((letter) => `${letter}</w>`),
    ...merges.map((rule) => rule.replace(" ", "")),
    start,
    end,
  ];
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  return new Tokenizer({
    added_tokens: [start, end].map((content) => ({ id: vocab[content]!, content, special: true })),
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "NFC" },
        { type: "Replace", pattern: { Regex: "\\s+" }, content: " " },
        { type: "Lowercase" },
      ],
    },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: words }, behavior: "Removed", invert: true },
        { type: "ByteLevel", add_prefix_space: false },
      ],
    },
    post_processor: {
      type: "RobertaProcessing",
      sep: [end, vocab[end]!],
      cls: [start, vocab[start]!],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "ByteLevel" },
        { type: "Replace", pattern: { String: "</w>" }, content: " " },
        { type: "Strip", content: " ", start: 0, stop: 1 },
      ],
    },
    model: { type: "BPE", vocab, merges, unk_token: end, end_of_word_suffix: "</w>" },
  });
}

/** The order that CLIP numbers the characters of bytes in: those that stand for themselves first. */
function order(character: string): number {
  return character.charCodeAt(0);
}
