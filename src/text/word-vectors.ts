import { requireKind } from "../base/argument-kinds.ts";
import { Embedding } from "../nn/index.ts";
import { tensor } from "../tensor/index.ts";

/** A word with the cosine of the angle between its vector and the one that was asked for. */
export interface Neighbour {
  readonly word: string;
  readonly similarity: number;
}

/**
 * Words with a vector each, such as those of GloVe and word2vec.
 *
 * Shapes: data [words, dimensions].
 *
 * Throws: RangeError if there are not as many numbers as words and dimensions want, or a word comes twice.
 *
 * @example
 * const vectors = new WordVectors(["king", "queen", "apple"], new Float32Array([1, 1, 1, 0.9, -1, 0.2]));
 * vectors.nearest("king", 1)[0]!.word; // "queen"
 */
export class WordVectors {
  readonly words: readonly string[];
  /** The vectors one after the other. */
  readonly data: Float32Array;
  readonly dimensions: number;
  private readonly ids: ReadonlyMap<string, number>;
  private readonly norms: Float64Array;

  constructor(words: readonly string[], data: Float32Array) {
    requireKind("texts", "make word vectors", { words });
    if (!((data as unknown) instanceof Float32Array)) {
      throw new TypeError(
        "Cannot make word vectors of these numbers: expected a Float32Array, got another list. Use Float32Array.from.",
      );
    }
    this.words = words;
    this.data = data;
    this.ids = new Map(words.map((word, i) => [word, i]));
    this.dimensions = data.length / words.length;
    if (words.length === 0 || !Number.isInteger(this.dimensions) || this.dimensions === 0) {
      throw new RangeError(
        `Cannot make vectors of ${words.length} words and ${data.length} numbers: expected as many numbers for each of at least one ` +
          `word. Put the vectors one after the other.`,
      );
    }
    if (this.ids.size !== words.length) {
      throw new RangeError(
        `Cannot make word vectors with a word twice: expected ${words.length} words, got ${this.ids.size} different ones. Leave out ` +
          `${JSON.stringify(words.find((word, i) => this.ids.get(word) !== i))} once.`,
      );
    }
    this.norms = Float64Array.from(words, (_, i) => norm(this.row(i)));
  }

  /** Whether there is a vector for a word. */
  has(word: string): boolean {
    return this.ids.has(word);
  }

  /**
   * The vector of a word.
   *
   * Throws: RangeError if there is none.
   */
  vectorOf(word: string): Float32Array {
    const id = this.ids.get(word);
    if (id !== undefined) return this.row(id);
    throw new RangeError(
      `Cannot give the vector of ${JSON.stringify(word)}: expected one of ${this.words.length} words. Ask \`has\` first; many sets are in ` +
        `lower case.`,
    );
  }

  /**
   * The cosine of the angle between the vectors of two words: a · b / (|a| |b|).
   *
   * Throws: RangeError if one has none.
   */
  similarity(a: string, b: string): number {
    const [first, second] = [this.vectorOf(a), this.vectorOf(b)];
    return dot(first, second) / (norm(first) * norm(second) || 1);
  }

  /**
   * The words whose vectors point most nearly where that of a word, or a vector, does. The word itself is left out.
   *
   * Throws: RangeError if the word has no vector, or the vector is of another length.
   */
  nearest(of: string | ArrayLike<number>, count = 10): Neighbour[] {
    if (typeof of === "string") return this.closest(this.vectorOf(of), count, [of]);
    return this.closest(of, count, []);
  }

  /**
   * What is to `c` as `b` is to `a`: the words nearest to b/|b| − a/|a| + c/|c|, these three left out.
   *
   * Throws: RangeError if one has no vector.
   * Source: Mikolov, Yih, Zweig, "Linguistic Regularities in Continuous Space Word Representations", 2013, section 4.
   *
   * @example
   * const words = ["man", "woman", "king", "queen"];
   * const vectors = new WordVectors(words, new Float32Array([1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1]));
   * vectors.analogy("man", "woman", "king", 1)[0]!.word; // "queen"
   */
  analogy(a: string, b: string, c: string, count = 10): Neighbour[] {
    const sum = new Float64Array(this.dimensions);
    for (const [word, sign] of [
      [b, 1],
      [a, -1],
      [c, 1],
    ] as const) {
      const vector = this.vectorOf(word);
      const length = norm(vector) || 1;
      for (let i = 0; i < sum.length; i++) sum[i]! += (sign * vector[i]!) / length;
    }
    return this.closest(sum, count, [a, b, c]);
  }

  /**
   * A layer whose rows are the vectors of a vocabulary's tokens; those without a vector get zeros.
   *
   * Shapes: weight [tokens.length, dimensions].
   */
  toEmbedding(tokens: readonly string[] = this.words): Embedding {
    const rows = new Float32Array(tokens.length * this.dimensions);
    for (const [row, token] of tokens.entries()) {
      if (this.has(token)) rows.set(this.vectorOf(token), row * this.dimensions);
    }
    const layer = new Embedding(tokens.length, this.dimensions);
    layer.weight.assign(tensor(rows, { shape: [tokens.length, this.dimensions] }));
    return layer;
  }

  private row(i: number): Float32Array {
    return this.data.subarray(i * this.dimensions, (i + 1) * this.dimensions);
  }

  private closest(vector: ArrayLike<number>, count: number, without: readonly string[]): Neighbour[] {
    if (vector.length !== this.dimensions) {
      throw new RangeError(
        `Cannot look for words near a vector of ${vector.length} numbers: expected ${this.dimensions}, as the words have. Pass what vectorOf gives, or sums of such.`,
      );
    }
    const length = norm(vector) || 1;
    const all = this.words.map((word, i) => ({
      word,
      similarity: dot(this.row(i), vector) / (this.norms[i]! * length || 1),
    }));
    const others = all.filter(({ word }) => !without.includes(word));
    return others.sort((a, b) => b.similarity - a.similarity).slice(0, count);
  }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function norm(vector: ArrayLike<number>): number {
  return Math.sqrt(dot(vector, vector));
}
