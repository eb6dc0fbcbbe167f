import { requireKind } from "../base/argument-kinds.ts";

/** How sequences are made as long as each other. */
export interface PadSequencesOptions {
  /** How long they are to be; longer ones are cut at the same side. Default: as long as the longest. */
  readonly length?: number;
  /** What they are filled up with. Default 0. */
  readonly value?: number;
  /** At which side. Default "right". */
  readonly side?: "left" | "right";
}

/** Sequences in rows, for `tensor(data, { shape, dtype: "int32" })`. */
export interface PaddedSequences {
  readonly data: Int32Array;
  readonly shape: readonly [sequences: number, length: number];
  /** How many elements of each row are its own. */
  readonly lengths: Int32Array;
}

/**
 * Sequences of different lengths as the rows of one array.
 *
 * Shapes: n sequences → data [n, length], lengths [n].
 *
 * Throws: RangeError if `length` is no integer from 0 on.
 *
 * @example
 * const { data, shape } = padSequences([[1, 2, 3], [4]], { value: 9 });
 * [...data]; // [1, 2, 3, 4, 9, 9]
 * shape; // [2, 3]
 */
export function padSequences(
  sequences: readonly ArrayLike<number>[],
  options: PadSequencesOptions = {},
): PaddedSequences {
  requireKind("array", "call padSequences", { sequences });
  for (const elements of sequences) requireKind("list", "call padSequences", { elements });
  const longest = sequences.reduce((most, sequence) => Math.max(most, sequence.length), 0);
  const { length = longest, value = 0, side = "right" } = options;
  if (!Number.isInteger(length) || length < 0) {
    throw new RangeError(
      `Cannot pad sequences to length ${length}: expected an integer from 0 on. Leave it out for the longest, ${longest}.`,
    );
  }
  const data = new Int32Array(sequences.length * length).fill(value);
  const lengths = new Int32Array(sequences.length);
  for (const [row, sequence] of sequences.entries()) {
    const own = Math.min(length, sequence.length);
    lengths[row] = own;
    const from = side === "left" ? sequence.length - own : 0;
    const to = row * length + (side === "left" ? length - own : 0);
    for (let i = 0; i < own; i++) data[to + i] = sequence[from + i]!;
  }
  return { data, shape: [sequences.length, length], lengths };
}
