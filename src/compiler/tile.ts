/**
 * The tile generator: rows × vectors of one product held in accumulators while the reduce loops run. One generator
 * for dot and conv, and for all targets.
 *
 * Each accumulator starts from +0 and takes its terms in ascending order, so its bits do not depend on the tile's
 * shape.
 */

import { type Counters, place } from "./kernel-writer.ts";
import { addAffine, affine, type KernelBuilder } from "./lowered/builder.ts";
import type { Affine, Register, Target } from "./lowered/program.ts";
import type { Dimension } from "./nest.ts";

/** The largest tile: how many rows, and how many vectors of columns. */
export interface TileShape {
  readonly rows: number;
  readonly vectors: number;
}

/**
 * The tile that keeps the multipliers busiest: enough accumulators to hide the latency, few enough not to spill.
 * On WebAssembly 2 × 4 vectors; with 32 registers and operands broadcast from memory 8 × 3; with 16 registers and
 * fused multiply-add 6 × 2.
 */
export function tileShape(target: Target): TileShape {
  const vectors = target.broadcastOperand ? 3 : target.fusedMultiplyAdd ? 2 : 4;
  return { rows: Math.floor(target.accumulators / vectors), vectors };
}

/** Rows in tiles as alike as can be: a small tile at the end would leave multipliers idle. */
export function tileRowsOf(
  target: Target,
  extent: number,
  vectors: number,
): { rows: number; tiles: number; most: number } {
  const fitting = Math.min(Math.floor(target.accumulators / vectors), tileShape(target).rows * 2);
  const most = Math.max(1, fitting);
  const tiles = Math.ceil(extent / most);
  return { rows: Math.ceil(extent / tiles), tiles, most };
}

/** Where a tile reads its operands. Operand 0 of the dimensions is the left side, operand 1 the right side. */
export interface TileOperands {
  readonly left: number;
  readonly leftStart: Affine;
  /** Elements from row to row on the left side. */
  readonly rowStride: number;
  readonly right: number;
  readonly rightStart: Affine;
}

/** Emits the reduce loops of one tile and returns its accumulators, row after row. */
export function emitTile(
  builder: KernelBuilder,
  target: Target,
  tile: TileShape,
  reduce: readonly Dimension[],
  operands: TileOperands,
): readonly Register[] {
  const zero = builder.constant("float32", 0);
  const initial = Array.from({ length: tile.rows * tile.vectors }, () => zero);
  const loops = (at: number, counters: Counters, sums: readonly Register[]): readonly Register[] => {
    const dimension = reduce[at];
    if (dimension === undefined) return multiplyAdd(counters, sums);
    return builder.loop(`k${at}`, dimension.extent, sums, (counter, carried) =>
      loops(at + 1, [...counters, [counter, dimension]], carried),
    );
  };
  const multiplyAdd = (counters: Counters, sums: readonly Register[]): readonly Register[] => {
    const leftAt = addAffine(operands.leftStart, place(0, counters, 0));
    const rightAt = addAffine(operands.rightStart, place(1, counters, 0));
    const columns = Array.from({ length: tile.vectors }, (_, v) =>
      builder.load("float32", {
        parameter: operands.right,
        offset: addAffine(rightAt, affine(v * target.lanes)),
        laneStride: 1,
      }),
    );
    const next: Register[] = [];
    for (let row = 0; row < tile.rows; row++) {
      const factor = builder.load("float32", {
        parameter: operands.left,
        offset: addAffine(leftAt, affine(row * operands.rowStride)),
        laneStride: 0,
      });
      for (let v = 0; v < tile.vectors; v++) {
        const sum = sums[row * tile.vectors + v]!;
        next.push(
          target.fusedMultiplyAdd
            ? builder.compute("fusedMultiplyAdd", factor, columns[v]!, sum)
            : builder.compute("add", sum, builder.compute("multiply", factor, columns[v]!)),
        );
      }
    }
    return next;
  };
  return loops(0, [], initial);
}
