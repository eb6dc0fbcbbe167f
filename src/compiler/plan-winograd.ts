/**
 * Which products go over windows of 3 × 3 that move one place at a time, and how tiles of 2 × 2 places compute them with
 * 16 multiplications a feature instead of 36 (see `winograd-transforms.ts`). Whether a product goes that way depends on
 * its extents alone, so all targets add the same terms in the same order.
 */

import type { Contraction } from "../ops/op.ts";
import type { CpuTarget } from "./kernel-writer.ts";
import { dimensionOf, type LoopStrides, stridesAt } from "./loop-strides.ts";
import type { Dimension } from "./nest.ts";
import { type ContractionSides, type Panels, packedColumnsOf, panelsOf } from "./plan-contraction.ts";
import { shareTiles, type TileShare } from "./tile-shares.ts";
import { type WindowLoops, windowLoopsOf } from "./window-loops.ts";

/** Fewer features or columns leave vectors empty, and more features would be more than one block of terms. */
const wanted = { leastFeatures: 16, mostFeatures: 1_024, leastColumns: 16, leastPlaces: 4, window: 3 };

/** Chunks of a product. Each has a room of its own: more of them would push what is read next out of the caches. */
const chunks = 16;

/** Positions of the strides in the dimensions of tiles: along the left side. */
export const left = 0;
/** Along the output. */
export const output = 1;
/** Along the chunk's points of the left side, feature by feature. */
export const spread = 2;
/** Along the chunk's sums, column by column. */
export const sums = 3;
/** Along the weights' points. */
export const weights = 4;
/** Along the first of the operands that the sums are used with. */
export const firstAfter = 5;

/** How a product over windows is computed. */
export interface WinogradPlan extends ContractionSides {
  readonly features: number;
  readonly columns: number;
  readonly panels: readonly Panels[];
  readonly packedColumns: number;
  readonly feature: LoopStrides;
  readonly column: LoopStrides;
  /** From place to place, and in the right side from weight to weight. */
  readonly places: readonly [LoopStrides, LoopStrides];
  readonly shares: readonly TileShare[];
}

/** The loops of a convolution that gains by tiles; undefined for others. */
export function tiledWindowsOf(contraction: Contraction): WindowLoops | undefined {
  const found = windowLoopsOf(contraction);
  if (found?.reduced === undefined) return undefined;
  const extentAt = (loop: number): number => contraction.loops[loop]!.extent;
  const { places, windows, reduced, column } = found;
  const fits =
    windows.every((loop) => extentAt(loop) === wanted.window) &&
    places.every((loop) => extentAt(loop) >= wanted.leastPlaces) &&
    extentAt(reduced) >= wanted.leastFeatures &&
    extentAt(reduced) <= wanted.mostFeatures &&
    extentAt(column) >= wanted.leastColumns;
  return fits ? found : undefined;
}

/** Works out the blocks of a product over windows, one of those of `tiledWindowsOf`. */
export function planWinograd(
  target: CpuTarget,
  { loops }: Contraction,
  windows: WindowLoops,
  sides: ContractionSides,
): WinogradPlan {
  const reduced = windows.reduced!;
  const { column } = windows;
  const [features, columns] = [loops[reduced]!.extent, loops[column]!.extent];
  const panels = panelsOf(target, columns);
  const paths = [sides.left, sides.output, undefined, undefined, undefined, ...sides.after];
  const alongOutput = (loop: number | undefined): Dimension => dimensionOf(loops, loop, paths);
  const axes = windows.places.map(alongOutput) as [Dimension, Dimension];
  const [first, second] = windows.places.map((loop, axis) => stridesAt(sides, loop, windows.windows[axis]!));
  return {
    ...sides,
    features,
    columns,
    panels,
    packedColumns: packedColumnsOf(target, panels),
    feature: stridesAt(sides, reduced),
    column: stridesAt(sides, column),
    places: [first!, second!],
    shares: shareTiles({ images: alongOutput(windows.image), axes }, features + columns, chunks),
  };
}
