import { requireKind } from "../base/argument-kinds.ts";
import { setModuleCall } from "../base/module-call.ts";
import { Table, type TableLike } from "../preprocessing/index.ts";
import type { Dataset, HostTensor } from "./dataset.ts";
import { sharedArray } from "./shared-array.ts";

/** Where windows begin and end. */
export interface WindowOptions {
  /** Rows of the input. */
  readonly length: number;
  /** Rows of the target, which follow the input. Default 1. */
  readonly horizon?: number;
  /** Rows from the start of a window to that of the next. Default 1. */
  readonly stride?: number;
  /** The columns to predict, by name. Default: all. */
  readonly targets?: readonly string[];
}

/**
 * Windows over a series: what was, and what came after. Rows are in the order of time, columns are what is measured. A
 * batch is two columns: float32 inputs [batch, length, columns] and targets [batch, horizon, targets]. Nothing is copied
 * until it is asked for.
 *
 * Throws: RangeError if the series is shorter than a window, an option is no positive integer, or a column holds texts or
 * something is missing.
 *
 * @example
 * const pairs = new WindowDataset([[1], [2], [3], [4]], { length: 2 });
 * pairs.length; // 2
 * pairs.batch(Int32Array.of(1))[0]!.data; // Float32Array [2, 3]
 * pairs.batch(Int32Array.of(1))[1]!.data; // Float32Array [4]
 */
export class WindowDataset implements Dataset {
  readonly length: number;
  /** The names of the columns of inputs. */
  readonly columns: readonly string[];
  /** The names of the columns of targets. */
  readonly targets: readonly string[];
  private readonly rows: Float32Array;
  private readonly window: readonly [length: number, horizon: number, stride: number];

  constructor(series: TableLike, options: WindowOptions) {
    requireKind("options", "make windows", { options });
    const { length, horizon = 1, stride = 1, targets } = options;
    for (const [name, value] of Object.entries({ length, horizon, stride })) {
      if (Number.isInteger(value) && value >= 1) continue;
      throw new RangeError(
        `Cannot make windows with ${name} = ${value}: expected a positive integer. Pass { length: 24 }, say; the others are 1 if they are left out.`,
      );
    }
    const table = Table.of(series);
    if (table.length < length + horizon) {
      throw new RangeError(
        `Cannot make windows of ${length} rows and ${horizon} after them from ${table.length} rows: expected at least ${length + horizon}. Use shorter windows.`,
      );
    }
    const { data } = table.toArray();
    const gap = data.findIndex(Number.isNaN);
    if (gap >= 0) {
      const column = table.names[gap % table.columns.size];
      throw new RangeError(
        `Cannot make windows over the column "${column}": expected a number in each row, got none in row ${Math.floor(gap / table.columns.size)}. Fill it first, with preprocessing.SimpleImputer.`,
      );
    }
    for (const name of targets ?? []) table.column(name);
    this.columns = table.names;
    this.targets = targets ?? table.names;
    this.window = [length, horizon, stride];
    this.length = Math.floor((table.length - length - horizon) / stride) + 1;
    this.rows = sharedArray(data);
    setModuleCall(this, () => ({
      module: import.meta.url,
      name: "windowDataset",
      args: [this.rows, this.columns, { length, horizon, stride, targets: this.targets }],
    }));
  }

  batch(indices: Int32Array): HostTensor[] {
    requireKind("list", "make a batch", { indices });
    const [length, horizon, stride] = this.window;
    const width = this.columns.length;
    const places = this.targets.map((name) => this.columns.indexOf(name));
    const inputs = new Float32Array(indices.length * length * width);
    const targets = new Float32Array(indices.length * horizon * places.length);
    let to = 0;
    for (const [i, index] of indices.entries()) {
      const from = index * stride;
      inputs.set(this.rows.subarray(from * width, (from + length) * width), i * length * width);
      for (let step = 0; step < horizon; step++) {
        for (const place of places) targets[to++] = this.rows[(from + length + step) * width + place]!;
      }
    }
    return [
      { shape: [indices.length, length, width], data: inputs },
      { shape: [indices.length, horizon, places.length], data: targets },
    ];
  }
}

/** A `WindowDataset` of these rows: what a worker calls. */
export function windowDataset(
  rows: Float32Array,
  columns: readonly string[],
  options: WindowOptions,
): WindowDataset {
  const length = rows.length / columns.length;
  const table = Table.ofNumbers(
    columns.map((name, i) => [
      name,
      Float64Array.from({ length }, (_, row) => rows[row * columns.length + i]!),
    ]),
  );
  return new WindowDataset(table, options);
}
