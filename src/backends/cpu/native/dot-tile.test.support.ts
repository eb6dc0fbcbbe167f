/** For tests: one tile of a matrix product, as the compiler's tile generator will write it. */

import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import type { Kernel, Register } from "../../../compiler/lowered/program.ts";

export interface DotTile {
  readonly lanes: number;
  /** Rows of the tile. */
  readonly rows: number;
  /** Vectors in a row of the tile. */
  readonly vectors: number;
  /** Products summed. */
  readonly depth: number;
  /** Steps of k written out in the loop's body; divides depth. */
  readonly unroll: number;
  /** Columns of the tile, where its last vector is not full. */
  readonly columns?: number;
}

/** C += A · B with A [rows][depth], B packed as [depth][vectors · lanes] and C [rows][vectors · lanes]. */
export function dotTile({ lanes, rows, vectors, depth, unroll, columns }: DotTile): Kernel {
  const builder = new KernelBuilder(lanes);
  const a = builder.parameter("a", "float32", "read");
  const b = builder.parameter("b", "float32", "read");
  const c = builder.parameter("c", "float32", "update");
  const width = vectors * lanes;
  const valid = (column: number) => Math.min(lanes, (columns ?? width) - column * lanes);
  const place = (row: number, column: number) => ({
    parameter: c,
    offset: affine(row * width + column * lanes),
    laneStride: 1,
  });
  const tile = Array.from(
    { length: rows * vectors },
    (_, i) => [Math.floor(i / vectors), i % vectors] as const,
  );
  const initial = tile.map(([row, column]) => builder.loadPart("float32", place(row, column), valid(column)));
  const sums = builder.loop("k", depth / unroll, initial, (k, carried) => {
    let sums: readonly Register[] = carried;
    for (let step = 0; step < unroll; step++) {
      const right = Array.from({ length: vectors }, (_, column) => {
        const offset = affine(step * width + column * lanes, [k, unroll * width]);
        return builder.load("float32", { parameter: b, offset, laneStride: 1 });
      });
      const before = sums;
      sums = Array.from({ length: rows }, (_, row) => {
        const offset = affine(row * depth + step, [k, unroll]);
        const left = builder.load("float32", { parameter: a, offset, laneStride: 0 });
        return right.map((each, column) =>
          builder.compute("fusedMultiplyAdd", left, each, before[row * vectors + column]!),
        );
      }).flat();
    }
    return sums;
  });
  tile.forEach(([row, column], i) => {
    builder.storePart(place(row, column), sums[i]!, valid(column));
  });
  return builder.finish(`tile ${rows}x${width}`);
}
