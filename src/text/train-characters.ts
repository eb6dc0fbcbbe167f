import { requireKind } from "../base/argument-kinds.ts";
import { countPieces } from "./count-pieces.ts";
import { Tokenizer } from "./tokenizer.ts";

/** What a tokenizer of characters is trained with. */
export interface TrainCharactersOptions {
  /** The token of characters that were not seen. Default: they are left out. */
  readonly unknown?: string;
  /** Tokens that get the first numbers, after the unknown one. */
  readonly specialTokens?: readonly string[];
}

/**
 * A tokenizer whose tokens are the characters of texts, in the order of their code points: the smallest vocabulary there is.
 *
 * Throws: TypeError unless given texts.
 *
 * @example
 * const tokenizer = trainCharacters(["abba"]);
 * tokenizer.encode("bab").ids; // [1, 0, 1]
 * tokenizer.decode([1, 0, 1]); // "bab"
 */
export function trainCharacters(texts: Iterable<string>, options: TrainCharactersOptions = {}): Tokenizer {
  requireKind("iterable", "call trainCharacters", { texts });
  const { unknown, specialTokens = [] } = options;
  requireKind("texts", "call trainCharacters", { specialTokens });
  const pre_tokenizer = { type: "Split", pattern: { Regex: "[\\s\\S]" }, behavior: "Isolated" } as const;
  const seen = [...countPieces(texts, { pre_tokenizer }).keys()];
  seen.sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  const special = [...new Set(unknown === undefined ? specialTokens : [unknown, ...specialTokens])];
  const tokens = [...special, ...seen.filter((character) => !special.includes(character))];
  return new Tokenizer({
    added_tokens: special.map((content, id) => ({ id, content, special: true })),
    pre_tokenizer,
    decoder: { type: "Fuse" },
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      ...(unknown === undefined ? {} : { unk_token: unknown }),
    },
  });
}
