import { type Model, type TokenizedPiece, tokensById, unknownId } from "./model.ts";
import type { WordLevelJson } from "./tokenizer-json.ts";

/**
 * Whole pieces looked up in a vocabulary; what it lacks becomes the unknown token, or is left out where there is none.
 *
 * @example
 * const model = new WordLevel({ vocab: { "[UNK]": 0, red: 1 }, unk_token: "[UNK]" });
 * [model.tokenize("red").ids, model.tokenize("blue").ids]; // [[1], [0]]
 */
export class WordLevel implements Model {
  readonly size: number;
  private readonly vocab: ReadonlyMap<string, number>;
  private readonly tokens: readonly (string | undefined)[];
  private readonly unknown: number | undefined;

  constructor(json: WordLevelJson) {
    this.tokens = tokensById(json.vocab, "WordLevel");
    this.size = this.tokens.length;
    this.vocab = new Map(Object.entries(json.vocab));
    const { unk_token = "<unk>" } = json;
    this.unknown =
      json.unk_token === undefined
        ? this.vocab.get(unk_token)
        : unknownId(this.vocab, unk_token, "WordLevel");
  }

  idOf(token: string): number | undefined {
    return this.vocab.get(token);
  }

  tokenOf(id: number): string | undefined {
    return this.tokens[id];
  }

  tokenize(piece: string): TokenizedPiece {
    const id = this.vocab.get(piece) ?? this.unknown;
    return id === undefined
      ? { ids: [], starts: [], ends: [] }
      : { ids: [id], starts: [0], ends: [piece.length] };
  }
}
