/** Test support: what a user's module for workers holds, chosen by its options. */

import type { Example } from "./example.ts";
import type { IterableDataset } from "./iterable-dataset.ts";
import { MapDataset } from "./map-dataset.ts";
import type { Transform } from "./transform.ts";

/** What is made, and how it misbehaves. */
export interface WorkerModuleOptions {
  readonly kind: "examples" | "stream" | "noise" | "broken" | "exits";
  readonly failAt?: number;
  readonly shards?: number;
  readonly length?: number;
}

/** Makes one. */
export default function make(options: WorkerModuleOptions): object {
  const { kind, failAt, shards = 1, length = 40 } = options;
  if (kind === "broken") throw new TypeError("No such folder.");
  const example = (index: number): Example => {
    if (index === failAt) throw new RangeError(`Number ${index} is torn.`);
    return [Float32Array.of(index, Math.sqrt(index)), index % 7];
  };
  if (kind === "exits") return new MapDataset(length, () => process.exit(3));
  if (kind === "examples") {
    // The first examples take longest: batches must come in order all the same.
    return new MapDataset(length, async (index) => {
      await new Promise((resolve) => setTimeout(resolve, (length - index) % 5));
      return example(index);
    });
  }
  if (kind === "noise") {
    const noise: Transform = ([inputs, ...others], random) => [
      { ...inputs!, data: inputs!.data.map((x) => x + random.uniform()) },
      ...others,
    ];
    return noise;
  }
  const stream: IterableDataset = {
    shards,
    async *examples(shard) {
      for (let i = shard; i < length; i += shards) yield example(i);
    },
  };
  return stream;
}
