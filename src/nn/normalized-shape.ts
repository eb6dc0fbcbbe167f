import type { Tensor } from "../tensor/index.ts";
import { checkNumber } from "./number-option.ts";

/** The extents that `layer` normalises over. Throws: RangeError unless they are positive integers, one at least. */
export function normalizedShape(layer: string, shape: number | readonly number[]): readonly number[] {
  const extents: readonly number[] = Array.isArray(shape) ? shape : [shape];
  if (extents.length === 0) {
    throw new RangeError(
      `Cannot make ${layer} with normalizedShape []: expected at least one extent, got none. Pass the extent of the ` +
        "input's last axis.",
    );
  }
  for (const extent of extents) checkNumber(layer, "normalizedShape", extent, { least: 1, integer: true });
  return extents;
}

/** The axes of x, counted from the end, that have the extents. Throws: RangeError unless they are its last ones. */
export function lastAxes(layer: string, x: Tensor, extents: readonly number[]): number[] {
  const last = x.shape.slice(-extents.length);
  if (last.length === extents.length && last.every((extent, axis) => extent === extents[axis])) {
    return extents.map((_, i) => i - extents.length);
  }
  throw new RangeError(
    `Cannot apply ${layer}([${extents.join(", ")}]) to a tensor of shape [${x.shape.join(", ")}]: expected ` +
      `[…, ${extents.join(", ")}], got [${last.join(", ")}] on the last axes. Permute the input, or make the layer with ` +
      "the extents of its last axes.",
  );
}
