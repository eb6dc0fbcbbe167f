import { Random } from "../base/random.ts";
import type { Dataset, HostTensor } from "./dataset.ts";
import { deriveSeed } from "./derive-seed.ts";
import { type Example, stackExamples } from "./example.ts";
import { ExampleError } from "./example-error.ts";
import type { IterableDataset } from "./iterable-dataset.ts";
import { shuffled } from "./shuffle-buffer.ts";
import type { Transform } from "./transform.ts";

/** A part of a stream that is walked through, batch by batch. */
export interface StreamPart {
  /** Different for each walk. */
  readonly walk: number;
  readonly shard: number;
  readonly batchSize: number;
  readonly dropLast: boolean;
  /** 0 leaves the order as it is. */
  readonly shuffleBuffer: number;
  readonly shuffleSeed: number;
  /** Whether the batch is only to be passed over. */
  readonly skip: boolean;
}

/** One batch that is wanted: these examples, or the next ones of a stream. */
export interface BatchRequest {
  /** Its number in the epoch. */
  readonly number: number;
  /** Of the transform's random numbers. */
  readonly seed: number;
  readonly examples: Int32Array | StreamPart;
}

type IndexedRequest = BatchRequest & { readonly examples: Int32Array };

/**
 * Makes batches, in the thread of the caller or in a worker: a batch depends on its request only, and for streams on
 * the requests before it.
 */
export class BatchMaker {
  private readonly data: Dataset | IterableDataset;
  private readonly transform: Transform | undefined;
  private readonly streams = new Map<string, AsyncGenerator<Example[]>>();

  constructor(data: Dataset | IterableDataset, transform: Transform | undefined) {
    this.data = data;
    this.transform = transform;
  }

  /** The batch; none at a stream's end, and an empty one where it was only passed over. */
  async make({ number, seed, examples }: BatchRequest): Promise<HostTensor[] | undefined> {
    let columns: HostTensor[];
    if (examples instanceof Int32Array) columns = await this.fetch({ number, seed, examples });
    else {
      const { done, value } = await this.stream(examples).next();
      if (done === true) return undefined;
      if (examples.skip) return [];
      columns = stackExamples(value);
    }
    if (this.transform === undefined) return columns;
    try {
      return this.transform(columns, new Random(seed));
    } catch (error) {
      const which = examples instanceof Int32Array ? ` (examples ${firstOf(examples)})` : "";
      throw new Error(`Cannot transform batch ${number}${which}: ${messageOf(error)}`, { cause: error });
    }
  }

  /** Ends a walk through a stream. */
  async end(walk: number): Promise<void> {
    for (const [key, stream] of this.streams) {
      if (!key.startsWith(`${walk}/`)) continue;
      this.streams.delete(key);
      await stream.return(undefined);
    }
  }

  private async fetch({ number, seed, examples }: IndexedRequest): Promise<HostTensor[]> {
    const data = this.data as Dataset;
    // Not the transform's own numbers: those stay what they are, whatever a data set draws.
    const random = (): Random => new Random(deriveSeed(seed, "example"));
    try {
      return await data.batch(examples, random());
    } catch (error) {
      // A batch knows not which of its examples is at fault: the one that fails alone is.
      for (const index of examples) {
        try {
          await data.batch(Int32Array.of(index), random());
        } catch (cause) {
          throw new ExampleError(index, cause);
        }
      }
      throw new Error(`Cannot make batch ${number}: ${messageOf(error)}`, { cause: error });
    }
  }

  private stream(part: StreamPart): AsyncGenerator<Example[]> {
    const key = `${part.walk}/${part.shard}`;
    let stream = this.streams.get(key);
    if (stream === undefined) {
      stream = streamBatches(this.data as IterableDataset, part);
      this.streams.set(key, stream);
    }
    return stream;
  }
}

async function* streamBatches(data: IterableDataset, part: StreamPart): AsyncGenerator<Example[]> {
  const { shard, batchSize, dropLast, shuffleBuffer, shuffleSeed } = part;
  const counted = withIndices(data, shard);
  const examples =
    shuffleBuffer > 0 ? shuffled(counted, { size: shuffleBuffer, random: new Random(shuffleSeed) }) : counted;
  let rows: Example[] = [];
  for await (const example of examples) {
    rows.push(example);
    if (rows.length < batchSize) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0 && !dropLast) yield rows;
}

/** The examples of a shard; an error says which it could not read. */
async function* withIndices(data: IterableDataset, shard: number): AsyncGenerator<Example> {
  let index = 0;
  try {
    for await (const example of data.examples(shard)) {
      yield example;
      index++;
    }
  } catch (error) {
    throw new ExampleError(index, error);
  }
}

function firstOf(indices: Int32Array): string {
  const shown = [...indices.subarray(0, 4)].join(", ");
  return indices.length > 4 ? `${shown} and ${indices.length - 4} more` : shown;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
