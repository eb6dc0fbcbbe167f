/** Slices that start where data say: reading from a cache and writing to it. */

import { formatShape, normalizeAxis, type Shape, sameShape } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { add, maximum, minimum, sub } from "../arithmetic.ts";
import { le, lt } from "../comparison.ts";
import { checkSameDtype } from "../elementwise.ts";
import { gatherInside } from "../gather.ts";
import { and } from "../logic.ts";
import { expand, reshape } from "../movement.ts";
import { where } from "../selection.ts";
import { iota } from "../source.ts";

/** Along which axis `dynamicSlice` reads, and how many elements. */
export interface DynamicSliceOptions {
  /** Negative counts from the last. Default 0. */
  readonly axis?: number;
  readonly size: number;
}

/**
 * `size` elements of x along an axis from `start` on, an int32 scalar that is data. A start before 0 counts as 0, one
 * after extent − size as that, so that the slice always lies inside.
 *
 * Shapes: x [a…, extent, b…], start [] → [a…, size, b…].
 *
 * Throws: RangeError if there is no such axis or `size` is not from 0 to its extent, TypeError unless start is int32.
 */
export function dynamicSlice(x: Value, start: Value, { axis = 0, size }: DynamicSliceOptions): Value {
  const along = normalizeAxis("slice dynamically", axis, x.shape.length);
  const first = insideStart(x.shape, along, start, size);
  return gatherInside(x, add(first, iota([size], 0)), along);
}

/**
 * x with elements along an axis replaced by those of `update`, from `start` on, which counts as in `dynamicSlice`: a
 * cache of keys and values takes one more token.
 *
 * Shapes: x [a…, extent, b…], update [a…, size, b…], start [] → [a…, extent, b…].
 *
 * Throws: RangeError if there is no such axis or the update does not fit, TypeError unless start is int32 and the dtypes
 * are equal.
 */
export function dynamicUpdate(
  x: Value,
  update: Value,
  start: Value,
  { axis = 0 }: { readonly axis?: number } = {},
): Value {
  const along = normalizeAxis("update dynamically", axis, x.shape.length);
  checkSameDtype("update dynamically", x, update);
  const extent = x.shape[along]!;
  const size = update.shape[along] ?? 0;
  if (!sameShape(update.shape, x.shape.with(along, size))) {
    throw new RangeError(
      `Cannot update ${formatShape(x.shape)} along axis ${along} with ${formatShape(update.shape)}: expected equal ` +
        "extents on the other axes, got different ones. Reshape or expand the update.",
    );
  }
  const first = insideStart(x.shape, along, start, size);
  if (size === 0) return x;
  const place = sub(iota([extent], 0), first);
  const spread =
    size === 1 ? expand(update, x.shape) : gatherInside(update, minimum(maximum(place, 0), size - 1), along);
  const inside = and(le(0, place), lt(place, size));
  return where(
    reshape(
      inside,
      x.shape.map((_, i) => (i === along ? extent : 1)),
    ),
    spread,
    x,
  );
}

function insideStart(shape: Shape, axis: number, start: Value, size: number): Value {
  const extent = shape[axis]!;
  if (start.dtype !== "int32" || start.shape.length > 0) {
    throw new TypeError(
      `Cannot start a slice at a ${start.dtype} ${formatShape(start.shape)}: expected an int32 scalar, got another ` +
        'type. Use cast("int32") and reshape([]).',
    );
  }
  if (!Number.isInteger(size) || size < 0 || size > extent) {
    throw new RangeError(
      `Cannot take ${size} elements along axis ${axis} of shape ${formatShape(shape)}: expected a whole number from ` +
        `0 to ${extent}, got ${size}. Take fewer elements.`,
    );
  }
  return minimum(maximum(start, 0), extent - size);
}
