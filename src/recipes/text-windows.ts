import type { Dataset, HostTensor } from "../data/index.ts";

/** How a text is cut into examples. */
export interface TextWindowsOptions {
  /** Tokens of an example. */
  readonly length: number;
  /** Tokens from the beginning of one example to that of the next. */
  readonly stride: number;
}

/**
 * Stretches of a long text, each with the tokens that follow: what a language model learns from.
 *
 * Shapes: tokens and the ones after them, each [examples, length] int32.
 * Throws: RangeError if the text is too short for one example.
 */
export class TextWindows implements Dataset {
  readonly length: number;
  readonly #tokens: Int32Array;
  readonly #options: TextWindowsOptions;

  constructor(tokens: Int32Array, options: TextWindowsOptions) {
    if (tokens.length <= options.length) {
      throw new RangeError(
        `Cannot cut a text of ${tokens.length} tokens into stretches of ${options.length}: expected at least ` +
          `${options.length + 1}, got ${tokens.length}. Use shorter stretches.`,
      );
    }
    this.#tokens = tokens;
    this.#options = options;
    this.length = 1 + Math.floor((tokens.length - 1 - options.length) / options.stride);
  }

  batch(indices: Int32Array): HostTensor[] {
    const { length, stride } = this.#options;
    return [0, 1].map((ahead) => {
      const data = new Int32Array(indices.length * length);
      for (const [row, index] of indices.entries()) {
        const from = index * stride + ahead;
        data.set(this.#tokens.subarray(from, from + length), row * length);
      }
      return { shape: [indices.length, length], data };
    });
  }
}
