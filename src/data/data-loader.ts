import { moduleCallOf } from "../base/module-call.ts";
import { Random } from "../base/random.ts";
import { fromHostArray, type Tensor } from "../tensor/index.ts";
import { BatchMaker, type BatchRequest } from "./batch-maker.ts";
import type { Dataset, HostTensor } from "./dataset.ts";
import { deriveSeed } from "./derive-seed.ts";
import type { IterableDataset } from "./iterable-dataset.ts";
import { LoaderWorkers } from "./loader-workers.ts";
import type { Transform } from "./transform.ts";
import type { Sampler } from "./weighted-random-sampler.ts";

/** How a loader walks through a data set. */
export interface DataLoaderOptions {
  /** Examples a batch. Default 32. */
  readonly batchSize?: number;
  /** Whether each epoch has its own random order. Default false. */
  readonly shuffle?: boolean;
  /** Says which examples an epoch has, and in what order, instead of `shuffle`. */
  readonly sampler?: Sampler;
  /** How many examples of a stream are held to draw from where it is shuffled. Default 1,000. */
  readonly shuffleBuffer?: number;
  /** Whether a last batch with fewer examples is left out. Default false. */
  readonly dropLast?: boolean;
  /** Where the order and the transform's numbers come from. Default 0. */
  readonly seed?: number;
  /** Changes each batch. In workers it is one of ours or comes from `fromModule`. */
  readonly transform?: Transform;
  /** Threads that make batches beside the caller's work; the batches are the same bits. Default 0: the caller's own. */
  readonly workers?: number;
  /** Batches that each worker makes ahead. Default 2. */
  readonly prefetch?: number;
}

/** Where a loader is: the batch that comes next. */
export interface DataPosition {
  readonly epoch: number;
  readonly batch: number;
}

/** Where batches come from: this thread, or workers. */
interface BatchSource {
  make(request: BatchRequest, worker?: number): Promise<HostTensor[] | undefined>;
  wait<Value>(promise: Promise<Value>): Promise<Value>;
  endWalk(walk: number): void;
}

/** Ends the workers of loaders that nobody holds any more. */
const abandoned = new FinalizationRegistry<LoaderWorkers>((workers) => workers.close());

/**
 * Walks through a data set in batches of tensors, each column with one row an example. A loop over a loader is one
 * epoch, and the next loop the next epoch. A batch depends on the seed, the epoch's number and its own only, so
 * training can be taken up again at any batch: keep `position`, and set it on another loader.
 *
 * Throws: RangeError if an option is out of its range; TypeError if workers cannot make the data set or the transform.
 *
 * @example
 * const loader = new DataLoader(data, { batchSize: 16, shuffle: true, seed: 7 });
 * for (let epoch = 0; epoch < epochs; epoch++) {
 *   for await (const [inputs, labels] of loader) console.log(inputs!.shape, labels!.shape);
 * }
 */
export class DataLoader implements AsyncIterable<Tensor[]> {
  readonly dataset: Dataset | IterableDataset;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly dropLast: boolean;
  readonly seed: number;
  /** The batch that the next loop begins with; inside a loop, the one after that at hand. */
  position: DataPosition = { epoch: 0, batch: 0 };
  private readonly sampler: Sampler | undefined;
  private readonly shuffleBuffer: number;
  private readonly transform: Transform | undefined;
  private readonly workers: number;
  private readonly ahead: number;
  private threads: LoaderWorkers | undefined;
  private walks = 0;

  constructor(dataset: Dataset | IterableDataset, options: DataLoaderOptions = {}) {
    const { batchSize = 32, shuffle = false, dropLast = false, seed = 0, transform } = options;
    const { shuffleBuffer = 1000, workers = 0, prefetch = 2 } = options;
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new RangeError(
        `Cannot load batches of ${batchSize}: expected a positive integer. Pass { batchSize: 64 }, say.`,
      );
    }
    for (const [name, value, least] of [
      ["workers", workers, 0],
      ["prefetch", prefetch, 1],
      ["shuffleBuffer", shuffleBuffer, 1],
    ] as const) {
      if (Number.isInteger(value) && value >= least) continue;
      throw new RangeError(
        `Cannot load with ${name} = ${value}: expected an integer of at least ${least}. Leave it out for the default.`,
      );
    }
    if (workers > 0) {
      moduleCallOf(dataset, "data set");
      if (transform !== undefined) moduleCallOf(transform, "transform");
    }
    if (options.sampler !== undefined && (shuffle || "examples" in dataset)) {
      throw new RangeError(
        `Cannot load with a sampler ${shuffle ? "and shuffle" : "from a stream"}: expected a data set whose examples have numbers, and one of the two to choose their order. Leave ${shuffle ? "shuffle" : "the sampler"} out.`,
      );
    }
    this.sampler = options.sampler;
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.shuffle = shuffle;
    this.dropLast = dropLast;
    this.seed = seed;
    this.transform = transform;
    this.shuffleBuffer = shuffleBuffer;
    this.workers = workers;
    this.ahead = workers * prefetch;
  }

  /** Batches an epoch; of a stream nobody knows, and it is undefined. */
  get length(): number | undefined {
    if ("examples" in this.dataset) return undefined;
    const batches = (this.sampler ?? this.dataset).length / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  /** The batches of the next epoch, or of the rest of the one that `position` is in. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Tensor[]> {
    const { epoch, batch: from } = this.position;
    let batch = from;
    try {
      for await (const columns of this.epoch(epoch, from)) {
        this.position = { epoch, batch: ++batch };
        yield columns;
      }
    } finally {
      this.position = { epoch: epoch + 1, batch: 0 };
    }
  }

  /** The batches of one epoch from batch `from` on, each a list of columns. */
  async *epoch(number: number, from = 0): AsyncGenerator<Tensor[]> {
    const source = this.source();
    const batches =
      "examples" in this.dataset
        ? this.streamed(source, this.dataset, number, from)
        : this.indexed(source, this.dataset, number, from);
    for await (const columns of batches) yield columns.map(tensorOf);
  }

  /** Ends the workers. A loop begun after that starts new ones. */
  close(): void {
    if (this.threads === undefined) return;
    abandoned.unregister(this);
    this.threads.close();
    this.threads = undefined;
  }

  private source(): BatchSource {
    if (this.workers === 0) {
      const maker = new BatchMaker(this.dataset, this.transform);
      return {
        make: (request) => maker.make(request),
        wait: (promise) => promise,
        // What a stream throws when it is left early concerns nobody any more.
        endWalk: (walk) => void maker.end(walk).catch(() => undefined),
      };
    }
    if (this.threads?.usable !== true) {
      this.close();
      this.threads = new LoaderWorkers(this.workers, {
        data: moduleCallOf(this.dataset, "data set"),
        transform: this.transform && moduleCallOf(this.transform, "transform"),
      });
      abandoned.register(this, this.threads, this);
    }
    return this.threads;
  }

  private async *indexed(
    source: BatchSource,
    dataset: Dataset,
    epoch: number,
    from: number,
  ): AsyncGenerator<HostTensor[]> {
    const { batchSize, ahead } = this;
    const order = this.orderOf(dataset, epoch);
    const seed = deriveSeed(this.seed, "transform", epoch);
    const length = this.length!;
    const asked: Promise<HostTensor[] | undefined>[] = [];
    let next = from;
    const ask = (upTo: number): void => {
      for (; next < length && asked.length < upTo; next++) {
        const examples = order.slice(next * batchSize, (next + 1) * batchSize);
        asked.push(source.make({ number: next, seed: deriveSeed(seed, "batch", next), examples }));
      }
    };
    for (let batch = from; batch < length; batch++) {
      ask(Math.max(1, ahead));
      const columns = await source.wait(asked.shift()!);
      ask(ahead);
      yield columns!;
    }
  }

  /** The numbers of an epoch's examples. Throws: RangeError if the sampler gives one that there is not. */
  private orderOf(dataset: Dataset, epoch: number): Int32Array {
    const random = new Random(deriveSeed(this.seed, "shuffle", epoch));
    if (this.sampler === undefined) {
      return this.shuffle
        ? random.permutation(dataset.length)
        : Int32Array.from({ length: dataset.length }, (_, i) => i);
    }
    const order = this.sampler.indices(random);
    const wrong = order.find((index) => index < 0 || index >= dataset.length);
    if (wrong === undefined) return order;
    throw new RangeError(
      `Cannot load example ${wrong} of ${dataset.length}: expected the sampler to give numbers from 0 to ${dataset.length - 1}. Give it a weight for each example of this data set.`,
    );
  }

  private async *streamed(
    source: BatchSource,
    { shards = 1 }: IterableDataset,
    epoch: number,
    from: number,
  ): AsyncGenerator<HostTensor[]> {
    const { batchSize, dropLast } = this;
    const walk = this.walks++;
    const shuffleSeed = deriveSeed(this.seed, "shuffle", epoch);
    const seed = deriveSeed(this.seed, "transform", epoch);
    const aheadOfShard = Math.ceil(this.ahead / shards);
    const parts = Array.from({ length: shards }, (_, shard) => {
      const stream = {
        walk,
        shard,
        batchSize,
        dropLast,
        shuffleBuffer: this.shuffle ? this.shuffleBuffer : 0,
        shuffleSeed: deriveSeed(shuffleSeed, "shuffle", shard),
      };
      return { stream, asked: [] as Promise<HostTensor[] | undefined>[], next: 0 };
    });
    const ask = (part: (typeof parts)[number], upTo: number, skip: boolean): void => {
      while (part.asked.length < upTo) {
        const number = part.next++ * shards + part.stream.shard;
        const request = {
          number,
          seed: deriveSeed(seed, "batch", number),
          examples: { ...part.stream, skip },
        };
        part.asked.push(source.make(request, part.stream.shard));
      }
    };
    try {
      let batch = 0;
      let live = parts;
      while (live.length > 0) {
        for (const part of live) {
          const skip = batch < from;
          ask(part, skip ? 1 : Math.max(1, aheadOfShard), skip);
          const columns = await source.wait(part.asked.shift()!);
          if (columns === undefined) {
            live = live.filter((other) => other !== part);
            continue;
          }
          batch++;
          if (skip) continue;
          ask(part, aheadOfShard, false);
          yield columns;
        }
      }
    } finally {
      source.endWalk(walk);
    }
  }
}

/** A column as a tensor, without a copy: a batch's arrays are its own. */
function tensorOf({ shape, data }: HostTensor): Tensor {
  return fromHostArray(data, shape, data instanceof Float32Array ? "float32" : "int32");
}
