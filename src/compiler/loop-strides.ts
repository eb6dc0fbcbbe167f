/** How far the operands of a contraction move along one of its loops. */

import type { ContractionLoop } from "../ops/op.ts";
import type { Dimension } from "./nest.ts";
import type { ContractionSides, Path } from "./plan-contraction.ts";

/** How far operands move from element to element of one loop. */
export interface LoopStrides {
  readonly left: number;
  readonly right: number;
  readonly output: number;
  readonly after: readonly number[];
}

/** The strides of a loop; those of another in the right side. */
export function stridesAt(
  { left: x, right: w, output: y, after }: ContractionSides,
  loop: number,
  inRight: number = loop,
): LoopStrides {
  return {
    left: x.strides[loop]!,
    right: w.strides[inRight]!,
    output: y.strides[loop]!,
    after: after.map(({ strides }) => strides[loop]!),
  };
}

/** A loop as a dimension of operands, of which those without a path lie still; of extent 1 without a loop. */
export function dimensionOf(
  loops: readonly ContractionLoop[],
  loop: number | undefined,
  paths: readonly (Path | undefined)[],
): Dimension {
  if (loop === undefined) return { extent: 1, strides: paths.map(() => 0) };
  return { extent: loops[loop]!.extent, strides: paths.map((path) => path?.strides[loop] ?? 0) };
}
