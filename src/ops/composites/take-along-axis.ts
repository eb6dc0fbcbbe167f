/** One element a place, by indices along an axis: what `sort` and `argmax` give. */

import { formatShape, normalizeAxis, type Shape, sameShape, sizeOf } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { add, mul } from "../arithmetic.ts";
import { bounded } from "../bounded.ts";
import { le, lt } from "../comparison.ts";
import { gatherInside } from "../gather.ts";
import { and } from "../logic.ts";
import { reshape } from "../movement.ts";
import { where } from "../selection.ts";
import { iota } from "../source.ts";

/**
 * y[…, i, …] = x[…, indices[…, i, …], …]: PyTorch's `gather`.
 *
 * Shapes: x [a…, extent, b…], indices [a…, n, b…] int32 → [a…, n, b…].
 *
 * Throws: RangeError if there is no such axis or other extents differ, TypeError unless the indices are int32;
 * RangeError after a run in which an index is outside 0 … extent − 1. Such an index gives NaN in float32, and 0 in int32
 * and bool.
 */
export function takeAlongAxis(
  x: Value,
  indices: Value,
  { axis = -1 }: { readonly axis?: number } = {},
): Value {
  const along = normalizeAxis("take elements", axis, x.shape.length);
  const expected = x.shape.with(along, indices.shape[along] ?? 0);
  if (!sameShape(indices.shape, expected)) {
    throw new RangeError(
      `Cannot take elements of ${formatShape(x.shape)} along axis ${axis} by indices ${formatShape(indices.shape)}: ` +
        `expected equal extents on the other axes, got different ones. Expand the indices.`,
    );
  }
  const what = `take elements along axis ${along} of ${formatShape(x.shape)}`;
  const places = placesAlongAxis(bounded(indices, x.shape[along]!, what), x.shape, along);
  return reshape(gatherInside(reshape(x, [sizeOf(x.shape)]), places, 0), indices.shape);
}

/** The row-major places in `shape` that indices along an axis mean, −1 for indices outside. Shapes: [a…, n, b…] → [a · n · b]. */
export function placesAlongAxis(indices: Value, shape: Shape, axis: number): Value {
  const extent = shape[axis]!;
  const inner = sizeOf(shape.slice(axis + 1));
  const grouped = [sizeOf(shape.slice(0, axis)), indices.shape[axis]!, inner];
  const start = add(mul(iota(grouped, 0), extent * inner), iota(grouped, 2));
  const at = reshape(indices, grouped);
  const inside = and(le(0, at), lt(at, extent));
  return reshape(where(inside, add(start, mul(at, inner)), -1), [sizeOf(grouped)]);
}
