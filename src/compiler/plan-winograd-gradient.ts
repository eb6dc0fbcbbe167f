/**
 * The gradient of the weights of a convolution over windows of 3 × 3, by tiles of 2 × 2 of the places that its sums go
 * over, with 16 multiplications for 36 (see `winograd-transforms.ts`).
 *
 * A block of tiles is summed point by point, each sum in one chain that starts from +0, and the blocks of a chunk are
 * added to its sums in ascending order; then the sums of all chunks, in ascending order. Blocks and chunks depend on
 * extents alone.
 */

import type { Contraction } from "../ops/op.ts";
import type { CpuTarget } from "./kernel-writer.ts";
import { dimensionOf, type LoopStrides, stridesAt } from "./loop-strides.ts";
import { type Dimension, extentOf } from "./nest.ts";
import { type ContractionSides, type Panels, packedColumnsOf, panelsOf } from "./plan-contraction.ts";
import { shareTiles, type TileShare } from "./tile-shares.ts";
import { type WindowLoops, windowLoopsOf } from "./window-loops.ts";

const wanted = { leastRows: 16, leastColumns: 16, leastPlaces: 4, weights: 3 };

/** The most chunks, and the fewest tiles and rows in each. Chunks of other tiles have sums of their own, those of other rows have not. */
const chunks = { most: 16, leastTiles: 128, leastRows: 64 };

/** Positions of the strides in the dimensions of tiles: along the left side. */
export const left = 0;
/** Along the right side. */
export const right = 1;
/** Along the chunk's points of the left side, row by row of the product. */
export const leftPoints = 2;
/** Along the chunk's points of the right side, column by column. */
export const rightPoints = 3;
/** Along the sums of all chunks. */
export const sums = 4;

/** How the gradient is computed. */
export interface WinogradGradientPlan extends ContractionSides {
  readonly rows: number;
  readonly columns: number;
  readonly panels: readonly Panels[];
  readonly packedColumns: number;
  readonly row: LoopStrides;
  readonly column: LoopStrides;
  /** From weight to weight, and in the right side from place to place. */
  readonly weights: readonly [LoopStrides, LoopStrides];
  readonly shares: readonly TileShare[];
  /** Equal blocks of rows, each for chunks of its own. */
  readonly rowBlocks: number;
  /** Elements of the sums over some tiles: [point][row][packed column]. */
  readonly sumsLength: number;
  /** Parts of all shares that have sums of their own. */
  readonly parts: number;
}

/** The loops of a gradient that gains by tiles; undefined for others. */
export function tiledWeightsOf(contraction: Contraction): WindowLoops | undefined {
  const found = windowLoopsOf(contraction);
  if (found?.image === undefined) return undefined;
  const extentAt = (loop: number): number => contraction.loops[loop]!.extent;
  const { places, windows, image, column } = found;
  const fits =
    places.every((loop) => extentAt(loop) === wanted.weights) &&
    windows.every((loop) => extentAt(loop) >= wanted.leastPlaces) &&
    extentAt(image) >= wanted.leastRows &&
    extentAt(column) >= wanted.leastColumns;
  return fits ? found : undefined;
}

/** Works out the blocks of a gradient, one of those of `tiledWeightsOf`. */
export function planWinogradGradient(
  target: CpuTarget,
  { loops }: Contraction,
  windows: WindowLoops,
  sides: ContractionSides,
): WinogradGradientPlan {
  const [image, { column, reduced }] = [windows.image!, windows];
  const [rows, columns] = [loops[image]!.extent, loops[column]!.extent];
  const paths = [sides.left, sides.right, undefined, undefined, undefined];
  const alongTerms = (loop: number | undefined): Dimension => dimensionOf(loops, loop, paths);
  const axes = windows.windows.map(alongTerms) as [Dimension, Dimension];
  const images = alongTerms(reduced);
  const tiles = images.extent * axes.reduce((product, { extent }) => product * Math.ceil(extent / 2), 1);
  const wantedChunks = Math.min(chunks.most, Math.max(1, Math.floor(tiles / chunks.leastTiles)));
  const rowBlocks = blocksOf(rows, Math.min(wantedChunks, Math.floor(rows / chunks.leastRows)));
  const shares = shareTiles({ images, axes }, rows / rowBlocks + columns, wantedChunks / rowBlocks);
  const panels = panelsOf(target, columns);
  const packedColumns = packedColumnsOf(target, panels);
  const [first, second] = windows.places.map((loop, axis) => stridesAt(sides, loop, windows.windows[axis]!));
  return {
    ...sides,
    rows,
    columns,
    panels,
    packedColumns,
    row: stridesAt(sides, image),
    column: stridesAt(sides, column),
    weights: [first!, second!],
    shares,
    rowBlocks,
    sumsLength: 16 * rows * packedColumns,
    parts: shares.reduce((sum, { grid }) => sum + extentOf(grid), 0),
  };
}

/** The greatest number of equal blocks, at most `most`, or 1. */
function blocksOf(rows: number, most: number): number {
  for (let blocks = most; blocks > 1; blocks--) if (rows % blocks === 0) return blocks;
  return 1;
}
