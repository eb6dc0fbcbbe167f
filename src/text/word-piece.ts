import { type Model, type TokenizedPiece, tokensById, unknownId } from "./model.ts";
import type { WordPieceJson } from "./tokenizer-json.ts";

/**
 * WordPiece: from left to right the longest token that fits; all but a word's first begin with `##`. A word that cannot be taken apart
 * is unknown as a whole, as is one of more than `max_input_chars_per_word` characters.
 *
 * Throws: RangeError if the vocabulary lacks the unknown token.
 * Source: Wu et al., "Google's Neural Machine Translation System", 2016, section 4.1; Devlin et al., "BERT", 2019, `tokenization.py`.
 *
 * @example
 * const model = new WordPiece({ vocab: { "[UNK]": 0, un: 1, "##able": 2, "##aff": 3 } });
 * model.tokenize("unaffable").ids; // [1, 3, 2]
 */
export class WordPiece implements Model {
  readonly size: number;
  private readonly vocab: ReadonlyMap<string, number>;
  private readonly continuing: ReadonlyMap<string, number>;
  private readonly tokens: readonly (string | undefined)[];
  private readonly unknown: number;
  private readonly longestWord: number;
  private readonly longestToken: number;

  constructor(json: WordPieceJson) {
    const { unk_token = "[UNK]", continuing_subword_prefix = "##", max_input_chars_per_word = 100 } = json;
    this.tokens = tokensById(json.vocab, "WordPiece");
    this.size = this.tokens.length;
    const entries = Object.entries(json.vocab);
    this.vocab = new Map(entries);
    this.continuing = new Map(
      entries
        .filter(([token]) => token.startsWith(continuing_subword_prefix))
        .map(([token, id]) => [token.slice(continuing_subword_prefix.length), id]),
    );
    this.unknown = unknownId(this.vocab, unk_token, "WordPiece")!;
    this.longestWord = max_input_chars_per_word;
    this.longestToken = entries.reduce((longest, [token]) => Math.max(longest, token.length), 0);
  }

  idOf(token: string): number | undefined {
    return this.vocab.get(token);
  }

  tokenOf(id: number): string | undefined {
    return this.tokens[id];
  }

  tokenize(piece: string): TokenizedPiece {
    const unknown = { ids: [this.unknown], starts: [0], ends: [piece.length] };
    if (piece.length > this.longestWord && [...piece].length > this.longestWord) return unknown;
    const ids: number[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    for (let start = 0; start < piece.length; ) {
      const known = start === 0 ? this.vocab : this.continuing;
      let end = Math.min(piece.length, start + this.longestToken);
      let id = known.get(piece.slice(start, end));
      while (id === undefined && end > start + 1) id = known.get(piece.slice(start, --end));
      if (id === undefined) return unknown;
      ids.push(id);
      starts.push(start);
      ends.push(end);
      start = end;
    }
    return { ids, starts, ends };
  }
}
