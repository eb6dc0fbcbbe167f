import type { Example } from "./example.ts";

/**
 * Examples that come one after another, for data that exceeds memory or has no end known beforehand. Each epoch reads
 * them anew.
 *
 * @example
 * const digits: data.IterableDataset = {
 *   *examples() {
 *     for (let i = 0; i < 100; i++) yield [Float32Array.of(i / 100), i % 10];
 *   },
 * };
 * const loader = new data.DataLoader(digits, { batchSize: 20, shuffle: true, shuffleBuffer: 50 });
 * for await (const [inputs, labels] of loader) console.log(inputs!.shape, labels!.shape);
 */
export interface IterableDataset {
  /**
   * How many parts can be read side by side, each by one worker; batches come from them in turn, so that the order
   * depends on their number and not on that of workers. Default 1.
   */
  readonly shards?: number;
  /** The examples of one part. */
  examples(shard: number): Iterable<Example> | AsyncIterable<Example>;
}
