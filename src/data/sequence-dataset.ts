import { requireKind } from "../base/argument-kinds.ts";
import type { Random } from "../base/random.ts";
import { padSequences } from "../text/in-memory.ts";
import { type Dataset, type HostTensor, Subset } from "./dataset.ts";
import type { Sampler } from "./weighted-random-sampler.ts";

/** A sequence an example, and what fills it up behind its end. */
export interface SequenceColumn {
  readonly sequences: readonly ArrayLike<number>[];
  /** Default: 0. */
  readonly padding?: number;
}

/** How sequences are made as long as each other. */
export interface SequenceDatasetOptions {
  /** The lengths that batches can have, each longer than the one before; the last one holds all sequences. */
  readonly lengths: readonly number[];
}

/**
 * Examples of sequences of different lengths: a spelling and its sounds, say. All columns of a batch are filled up to the least
 * of `lengths` that holds its longest sequence, so that batches have few different shapes and few programs are compiled;
 * with `byLength` as sampler little of a batch is padding.
 *
 * Shapes: a batch of n → a column [n, length] int32 for each column.
 *
 * Throws: RangeError if columns have different numbers of sequences, `lengths` do not rise, or a sequence is longer than all.
 *
 * @example
 * const pairs = new SequenceDataset(
 *   [{ sequences: [[1, 2, 3], [4]] }, { sequences: [[5], [6, 7]], padding: -1 }],
 *   { lengths: [2, 4] },
 * );
 * pairs.batch(Int32Array.of(1)).map(({ data }) => [...data]); // [[4, 0], [6, 7]]
 */
export class SequenceDataset implements Dataset {
  readonly length: number;
  readonly columns: readonly SequenceColumn[];
  readonly lengths: readonly number[];
  /** The number in `lengths` of each example. */
  private readonly buckets: Int32Array;

  constructor(columns: readonly SequenceColumn[], options: SequenceDatasetOptions) {
    requireKind("array", "make a SequenceDataset", { columns });
    for (const column of columns) {
      requireKind("options", "make a SequenceDataset", { columns: column });
      requireKind("array", "make a SequenceDataset", { sequences: column.sequences });
      for (const sequence of column.sequences)
        requireKind("list", "make a SequenceDataset", { sequences: sequence });
    }
    requireKind("options", "make a SequenceDataset", { options });
    const { lengths } = options;
    requireKind("array", "make a SequenceDataset", { lengths });
    this.columns = columns;
    this.lengths = lengths;
    this.length = columns[0]?.sequences.length ?? 0;
    const falling = lengths.findIndex(
      (length, i) => !(Number.isInteger(length) && length > (lengths[i - 1] ?? 0)),
    );
    if (
      lengths.length === 0 ||
      falling >= 0 ||
      columns.some(({ sequences }) => sequences.length !== this.length)
    ) {
      throw new RangeError(
        `Cannot make a data set of ${columns.map(({ sequences }) => sequences.length).join(", ") || "no"} sequences with ` +
          `lengths [${lengths.join(", ")}]: expected as many in each column, and positive integers that rise. Mend them.`,
      );
    }
    this.buckets = Int32Array.from({ length: this.length }, (_, i) => {
      const longest = Math.max(...columns.map(({ sequences }) => sequences[i]!.length));
      const bucket = lengths.findIndex((length) => length >= longest);
      if (bucket >= 0) return bucket;
      throw new RangeError(
        `Cannot make a data set with sequence ${i}: expected at most ${lengths.at(-1)} elements, got ${longest}. Truncate it, ` +
          "or add a length.",
      );
    });
  }

  batch(indices: Int32Array): HostTensor[] {
    const length = this.lengths[Math.max(0, ...indices.map((i) => this.buckets[i]!))]!;
    return this.columns.map(({ sequences, padding = 0 }) => {
      const rows = Array.from(indices, (i) => sequences[i]!);
      const { data, shape } = padSequences(rows, { length, value: padding });
      return { shape, data };
    });
  }

  /** All examples, the shortest first, so that batches of them in order have little padding, too. */
  shortestFirst(): Subset {
    const order = Int32Array.from(this.buckets.keys());
    return new Subset(
      this,
      order.sort((a, b) => this.buckets[a]! - this.buckets[b]! || a - b),
    );
  }

  /**
   * Draws batches of examples whose padded length is the same, in random order. Of each length, those that make no whole batch
   * are left out of an epoch, others in each.
   *
   * Throws: RangeError if no length has a whole batch, or `batchSize` is no positive integer.
   */
  byLength(batchSize: number): Sampler {
    const groups = this.lengths.map((_, bucket) =>
      Int32Array.from(this.buckets.keys()).filter((i) => this.buckets[i] === bucket),
    );
    const batches = groups.reduce((sum, group) => sum + Math.floor(group.length / batchSize), 0);
    if (!(Number.isInteger(batchSize) && batchSize >= 1 && batches >= 1)) {
      throw new RangeError(
        `Cannot draw batches of ${batchSize} from ${this.length} sequences: expected a positive integer, and as many sequences ` +
          "of a length. Choose a smaller one.",
      );
    }
    return { length: batches * batchSize, indices: (random) => drawn(groups, batchSize, random) };
  }
}

function drawn(groups: readonly Int32Array[], batchSize: number, random: Random): Int32Array {
  const batches = groups.flatMap((group) => {
    const order = random.permutation(group.length);
    return Array.from({ length: Math.floor(group.length / batchSize) }, (_, batch) =>
      order.subarray(batch * batchSize, (batch + 1) * batchSize).map((i) => group[i]!),
    );
  });
  const order = [...random.permutation(batches.length)].flatMap((batch) => [...batches[batch]!]);
  return Int32Array.from(order);
}
