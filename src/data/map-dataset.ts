import { requireKind } from "../base/argument-kinds.ts";
import type { Random } from "../base/random.ts";
import type { Dataset, HostTensor } from "./dataset.ts";
import { type Example, stackExamples } from "./example.ts";
import { exampleRandom } from "./example-random.ts";

/**
 * Examples that a function gives by number, one at a time: files to read and decode, say. The function gets random
 * numbers, too, which are the example's own in each epoch of a loader: for augmentation.
 *
 * Throws: RangeError if the length is no integer of 0 or more.
 *
 * @example
 * const squares = new MapDataset(100, (index) => [Float32Array.of(index), Float32Array.of(index ** 2)]);
 * for await (const [inputs, targets] of new DataLoader(squares, { batchSize: 10 })) {
 *   console.log(inputs!.shape, targets!.shape);
 * }
 */
export class MapDataset implements Dataset {
  readonly length: number;
  private readonly get: (index: number, random: Random) => Example | Promise<Example>;

  constructor(length: number, get: (index: number, random: Random) => Example | Promise<Example>) {
    if (!Number.isInteger(length) || length < 0) {
      throw new RangeError(
        `Cannot make a data set of ${length} examples: expected an integer of 0 or more. Pass how many examples there are.`,
      );
    }
    this.length = length;
    this.get = get;
  }

  async batch(indices: Int32Array, random?: Random): Promise<HostTensor[]> {
    requireKind("list", "make a batch", { indices });
    const get = (index: number, row: number) => this.get(index, exampleRandom(random, row));
    return stackExamples(await Promise.all(Array.from(indices, get)));
  }
}
