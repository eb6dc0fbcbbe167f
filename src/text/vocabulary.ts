import { requireKind } from "../base/argument-kinds.ts";

/** What a vocabulary is made with. */
export interface VocabularyOptions {
  /** The token of what is not in it. Default `<unk>`; null for none. */
  readonly unknown?: string | null;
  /** Tokens that get the first numbers, after the unknown one: `<pad>`, `<bos>`, … */
  readonly specials?: readonly string[];
  /** How often a token must be seen. Default 1. */
  readonly minFrequency?: number;
  /** How many tokens there are at most, special ones included. Default: all. */
  readonly maxSize?: number;
}

/**
 * Tokens with their numbers: the unknown token is 0, the special ones come next, then the others from the most frequent to the
 * rarest, equals by their code units.
 *
 * Throws: RangeError if a token comes twice.
 *
 * @example
 * const vocabulary = Vocabulary.fromTexts([["a", "b", "a"], ["c"]], { specials: ["<pad>"] });
 * vocabulary.tokens; // ["<unk>", "<pad>", "a", "b", "c"]
 * vocabulary.encode(["c", "x"]); // [4, 0]
 */
export class Vocabulary {
  readonly tokens: readonly string[];
  /** The number of the unknown token, if there is one. */
  readonly unknownId: number | undefined;
  private readonly ids: ReadonlyMap<string, number>;

  /** The tokens in the order of their numbers. */
  constructor(tokens: readonly string[], { unknown = "<unk>" }: Pick<VocabularyOptions, "unknown"> = {}) {
    requireKind("texts", "make a vocabulary", { tokens });
    this.tokens = [...tokens];
    this.ids = new Map(tokens.map((token, id) => [token, id]));
    if (this.ids.size !== tokens.length) {
      const twice = tokens.find((token, id) => this.ids.get(token) !== id);
      throw new RangeError(
        `Cannot make a vocabulary with ${JSON.stringify(twice)} twice: expected ${tokens.length} different tokens, got ` +
          `${this.ids.size}. Leave one out.`,
      );
    }
    this.unknownId = unknown === null ? undefined : this.ids.get(unknown);
  }

  /**
   * The vocabulary of counted tokens.
   *
   * Throws: RangeError if `maxSize` leaves no room for the special tokens.
   */
  static fromCounts(counts: ReadonlyMap<string, number>, options: VocabularyOptions = {}): Vocabulary {
    const {
      unknown = "<unk>",
      specials = [],
      minFrequency = 1,
      maxSize = Number.POSITIVE_INFINITY,
    } = options;
    const first = [...new Set(unknown === null ? specials : [unknown, ...specials])];
    if (!(maxSize >= first.length)) {
      throw new RangeError(
        `Cannot make a vocabulary of at most ${maxSize} tokens: expected room for ${first.length} special ones. Raise maxSize.`,
      );
    }
    const seen = [...counts].filter(([token, count]) => count >= minFrequency && !first.includes(token));
    seen.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    const tokens = [...first, ...seen.map(([token]) => token)].slice(0, maxSize);
    return new Vocabulary(tokens, { unknown });
  }

  /** The vocabulary of texts that are taken apart already. */
  static fromTexts(texts: Iterable<Iterable<string>>, options: VocabularyOptions = {}): Vocabulary {
    const counts = new Map<string, number>();
    for (const text of texts) for (const token of text) counts.set(token, (counts.get(token) ?? 0) + 1);
    return Vocabulary.fromCounts(counts, options);
  }

  /** How many tokens there are. */
  get size(): number {
    return this.tokens.length;
  }

  /** Whether a token is in it. */
  has(token: string): boolean {
    return this.ids.has(token);
  }

  /**
   * The number of a token, that of the unknown one if it is not in it.
   *
   * Throws: RangeError if there is no unknown token.
   */
  idOf(token: string): number {
    const id = this.ids.get(token) ?? this.unknownId;
    if (id !== undefined) return id;
    throw new RangeError(
      `Cannot look up ${JSON.stringify(token)}: expected one of ${this.size} tokens, and there is none for unknown ones. Make the ` +
        `vocabulary with one.`,
    );
  }

  /**
   * The token of a number.
   *
   * Throws: RangeError if there is none.
   */
  tokenOf(id: number): string {
    const token = this.tokens[id];
    if (token !== undefined) return token;
    throw new RangeError(
      `Cannot look up number ${id}: expected an integer from 0 to ${this.size - 1}. Decode with the vocabulary that encoded.`,
    );
  }

  /** The numbers of tokens. */
  encode(tokens: Iterable<string>): number[] {
    requireKind("iterable", "encode tokens", { tokens });
    return Array.from(tokens, (token) => this.idOf(token));
  }

  /** The tokens of numbers. */
  decode(ids: Iterable<number>): string[] {
    requireKind("iterable", "decode numbers", { ids });
    return Array.from(ids, (id) => this.tokenOf(id));
  }
}
