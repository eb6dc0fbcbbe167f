import { Random } from "../base/random.ts";
import type { Dataset, HostTensor } from "./dataset.ts";
import { deriveSeed } from "./derive-seed.ts";

/** Changes a batch on the host, with random numbers from the loader: augmentation, normalisation. */
export type Transform = (batch: HostTensor[], random: Random) => HostTensor[];

/** How a loader walks through a data set. */
export interface DataLoaderOptions {
  /** Examples a batch. Default 32. */
  readonly batchSize?: number;
  /** Whether each epoch has its own random order. Default false. */
  readonly shuffle?: boolean;
  /** Whether a last batch with fewer examples is left out. Default false. */
  readonly dropLast?: boolean;
  /** Where the order and the transform's numbers come from. Default 0. */
  readonly seed?: number;
  readonly transform?: Transform;
}

/**
 * Walks through a data set in batches. A batch depends on the seed, the epoch's number and its own only, so a run can
 * be taken up again at any batch.
 *
 * Throws: RangeError if the batch size is no positive integer.
 *
 * @example
 * const loader = new DataLoader(data, { batchSize: 2, shuffle: true, seed: 7 });
 * for (const [inputs, labels] of loader.epoch(0)) console.log(inputs!.shape, labels!.data);
 */
export class DataLoader {
  readonly dataset: Dataset;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly dropLast: boolean;
  readonly seed: number;
  private readonly transform: Transform | undefined;

  constructor(dataset: Dataset, options: DataLoaderOptions = {}) {
    const { batchSize = 32, shuffle = false, dropLast = false, seed = 0, transform } = options;
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new RangeError(`Cannot load batches of ${batchSize}: expected a positive integer.`);
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.shuffle = shuffle;
    this.dropLast = dropLast;
    this.seed = seed;
    this.transform = transform;
  }

  /** Batches an epoch. */
  get length(): number {
    const batches = this.dataset.length / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  /** The batches of one epoch from batch `from` on, each a list of columns. */
  *epoch(number: number, from = 0): Generator<HostTensor[]> {
    const { dataset, batchSize } = this;
    const order = this.shuffle
      ? new Random(deriveSeed(this.seed, "shuffle", number)).permutation(dataset.length)
      : Int32Array.from({ length: dataset.length }, (_, i) => i);
    const seed = deriveSeed(this.seed, "transform", number);
    for (let batch = from; batch < this.length; batch++) {
      const columns = dataset.batch(order.subarray(batch * batchSize, (batch + 1) * batchSize));
      yield this.transform === undefined
        ? columns
        : this.transform(columns, new Random(deriveSeed(seed, "batch", batch)));
    }
  }
}
