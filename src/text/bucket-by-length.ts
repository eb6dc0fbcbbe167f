import { requireKind } from "../base/argument-kinds.ts";
import { Random } from "../base/random.ts";

/** How sequences of like lengths are put together. */
export interface BucketOptions {
  /** Sequences a batch. Default 32. */
  readonly batchSize?: number;
  /** How many elements a batch holds at most, padding included; it then has as many sequences as fit. */
  readonly maxTokens?: number;
  /** How many batches are sorted together: more waste less, fewer mix better. Default 50. */
  readonly poolBatches?: number;
  /** Whether order and batches are drawn anew by `seed`. Default true. */
  readonly shuffle?: boolean;
  readonly seed?: number;
}

/**
 * Batches of sequences that are about as long as each other, so that little is padding: the sequences are shuffled, sorted by length
 * within pools of some batches, cut into batches, and the batches shuffled. Each sequence is in one batch.
 *
 * Throws: RangeError if a number is not a positive integer, or a sequence is longer than `maxTokens`.
 *
 * @example
 * bucketByLength([5, 1, 5, 1], { batchSize: 2, shuffle: false }); // [[1, 3], [0, 2]]
 */
export function bucketByLength(lengths: ArrayLike<number>, options: BucketOptions = {}): number[][] {
  requireKind("list", "call bucketByLength", { lengths });
  const { batchSize = 32, maxTokens, poolBatches = 50, shuffle = true, seed = 0 } = options;
  for (const [name, value] of Object.entries({ batchSize, maxTokens: maxTokens ?? 1, poolBatches })) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new RangeError(
      `Cannot make batches by length with ${name} = ${value}: expected a positive integer. Leave it out for the default.`,
    );
  }
  const random = new Random(seed);
  const order = shuffle
    ? random.permutation(lengths.length)
    : Int32Array.from({ length: lengths.length }, (_, i) => i);
  const pool = batchSize * poolBatches;
  const batches: number[][] = [];
  for (let from = 0; from < order.length; from += pool) {
    const sorted = [...order.subarray(from, from + pool)].sort((a, b) => lengths[a]! - lengths[b]!);
    let batch: number[] = [];
    for (const i of sorted) {
      if (maxTokens !== undefined && lengths[i]! > maxTokens) {
        throw new RangeError(
          `Cannot make batches of at most ${maxTokens} elements with sequence ${i}: expected no longer one, got ${lengths[i]}. ` +
            `Truncate it, or raise maxTokens.`,
        );
      }
      // Sorted, so that the next is the longest.
      const full =
        maxTokens === undefined ? batch.length === batchSize : (batch.length + 1) * lengths[i]! > maxTokens;
      if (full && batch.length > 0) {
        batches.push(batch);
        batch = [];
      }
      batch.push(i);
    }
    if (batch.length > 0) batches.push(batch);
  }
  if (!shuffle) return batches;
  return [...random.permutation(batches.length)].map((i) => batches[i]!);
}
