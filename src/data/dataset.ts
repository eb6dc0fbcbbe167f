import { requireKind } from "../base/argument-kinds.ts";
import { callModule, type ModuleCall, moduleCallOf, setModuleCall } from "../base/module-call.ts";
import type { Random } from "../base/random.ts";
import { sharedArray } from "./shared-array.ts";

/** Elements on the host with a shape, row-major. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/**
 * Examples that can be fetched by number. A batch is a list of columns (images and labels, say), each with one
 * row an example in the order asked for.
 */
export interface Dataset {
  /** How many examples there are. */
  readonly length: number;
  /**
   * The examples with these numbers as fresh arrays, which the caller may change. A loader gives random numbers, which
   * are the batch's own, for examples that are drawn anew each time: pictures that are cropped, say.
   */
  batch(indices: Int32Array, random?: Random): HostTensor[] | Promise<HostTensor[]>;
}

/**
 * Examples held in arrays: the first axis of every column counts examples.
 *
 * Throws: RangeError if the columns are of different lengths, or a shape does not fit its data.
 *
 * @example
 * const data = new ArrayDataset([
 *   { shape: [4, 2], data: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1) },
 *   { shape: [4], data: Int32Array.of(0, 1, 1, 0) },
 * ]);
 */
export class ArrayDataset implements Dataset {
  readonly length: number;
  columns: readonly HostTensor[];

  constructor(columns: readonly HostTensor[]) {
    requireKind("array", "make an ArrayDataset", { columns });
    for (const column of columns) requireKind("shaped", "make an ArrayDataset", { columns: column });
    this.columns = columns;
    this.length = columns[0]?.shape[0] ?? 0;
    for (const { shape, data } of columns) {
      const size = shape.reduce((product, extent) => product * extent, 1);
      if (shape[0] !== this.length || size !== data.length) {
        throw new RangeError(
          `Cannot make a data set of a column with shape [${shape.join(", ")}] and ${data.length} elements: ` +
            `expected ${this.length} rows, and as many elements as the shape has. Pass columns of as many rows each.`,
        );
      }
    }
    setModuleCall(this, () => {
      this.columns = this.columns.map(({ shape, data }) => ({ shape, data: sharedArray(data) }));
      return { module: import.meta.url, name: "arrayDataset", args: [this.columns] };
    });
  }

  batch(indices: Int32Array): HostTensor[] {
    return this.columns.map(({ shape, data }) => {
      const width = data.length / Math.max(1, this.length);
      const rows =
        data instanceof Int32Array
          ? new Int32Array(indices.length * width)
          : new Float32Array(indices.length * width);
      for (let row = 0; row < indices.length; row++) {
        const from = indices[row]! * width;
        rows.set(data.subarray(from, from + width), row * width);
      }
      return { shape: [indices.length, ...shape.slice(1)], data: rows };
    });
  }
}

/** An `ArrayDataset` of these columns: what a worker calls. */
export function arrayDataset(columns: readonly HostTensor[]): ArrayDataset {
  return new ArrayDataset(columns);
}

/** Some examples of another data set, in the order given. */
export class Subset implements Dataset {
  readonly length: number;
  private readonly whole: Dataset;
  private readonly indices: Int32Array;

  constructor(whole: Dataset, indices: Int32Array) {
    requireKind("object", "make a Subset", { dataset: whole });
    requireKind("function", "make a Subset", { "batch of the data set": whole.batch });
    requireKind("list", "make a Subset", { indices });
    this.whole = whole;
    this.indices = indices;
    this.length = indices.length;
    setModuleCall(this, () => ({
      module: import.meta.url,
      name: "subset",
      args: [moduleCallOf(whole, "data set"), indices],
    }));
  }

  batch(indices: Int32Array, random?: Random): HostTensor[] | Promise<HostTensor[]> {
    requireKind("list", "make a batch", { indices });
    const ofWhole = indices.map((index) => this.indices[index]!);
    return this.whole.batch(ofWhole, random);
  }
}

/** A `Subset` of the data set that a call makes: what a worker calls. */
export async function subset(whole: ModuleCall, indices: Int32Array): Promise<Subset> {
  return new Subset(await callModule<Dataset>(whole), indices);
}
