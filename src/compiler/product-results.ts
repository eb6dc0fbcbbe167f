/** What a chunk of a product computes from its sums, while they are in cache. */

import { type Leaf, leavesOf } from "./expression.ts";
import { type Counters, evaluate, type KernelWriter, place, storeValue } from "./kernel-writer.ts";
import type { Destination } from "./lower-elementwise.ts";
import { addAffine } from "./lowered/builder.ts";
import type { Affine } from "./lowered/program.ts";
import type { Dimension } from "./nest.ts";

/** The results of one kernel. Operands of its dimensions are the results, then what they are computed from. */
export class ProductResults {
  private readonly writer: KernelWriter;
  private readonly results: readonly Destination[];
  private readonly leaves: readonly Leaf[];
  private readonly parameters: readonly number[];

  /** Makes the results parameters of the kernel: before what they are computed from. */
  constructor(writer: KernelWriter, results: readonly Destination[]) {
    this.writer = writer;
    this.results = results;
    this.leaves = leavesOf(results.map(({ expression }) => expression));
    this.parameters = results.map(({ storage }) => {
      const read = this.leaves.some((leaf) => leaf.kind === "load" && leaf.storage === storage);
      return writer.parameter(storage, read ? "update" : "write");
    });
  }

  /** Computes them at all points of some rows, from where each operand starts. */
  write(
    rows: readonly Dimension[],
    column: Dimension,
    starts: readonly Affine[],
    counters: Counters = [],
  ): void {
    const { writer, results, leaves } = this;
    if (results.length === 0) return;
    writer.loops(rows, counters, (inside) => {
      writer.overLanes(column, inside, (at, skipped, valid) => {
        const offsets = starts.map((start, operand) =>
          addAffine(start, place(operand, at, skipped * column.strides[operand]!)),
        );
        const split = results.length;
        const point = {
          leaves,
          offsets: offsets.slice(split),
          laneStrides: column.strides.slice(split),
          lanes: writer.target.lanes,
          valid,
        };
        const done = new Map();
        const values = results.map(({ expression }) => evaluate(writer, expression, point, done));
        values.forEach((value, i) => {
          const address = {
            parameter: this.parameters[i]!,
            offset: offsets[i]!,
            laneStride: column.strides[i]!,
          };
          storeValue(writer, address, value, valid);
        });
      });
    });
  }
}
