/** Slices that start where a tensor says. */

import { requireKind } from "../base/argument-kinds.ts";
import * as ops from "../ops/index.ts";
import { compute } from "./compute.ts";
import type { Tensor } from "./tensor.ts";

/**
 * `size` elements of x along an axis (the first unless given) from `start` on, an int32 scalar that is data: another
 * start needs no other program. Starts from which the slice would reach outside are moved inside.
 *
 * Throws: RangeError if `size` or the axis does not fit, TypeError unless start is an int32 scalar.
 */
export function dynamicSlice(x: Tensor, start: Tensor, options: ops.DynamicSliceOptions): Tensor {
  requireKind("options", "call dynamicSlice", { options });
  const { size, axis = 0 } = options;
  return compute([x, start], (source, first) => ops.dynamicSlice(source, first, { size, axis }));
}

/** Where `dynamicUpdate` writes. */
export interface DynamicUpdateOptions {
  /** An int32 scalar that is data. */
  readonly start: Tensor;
  /** Default 0. */
  readonly axis?: number;
}

/**
 * x with elements along an axis replaced by those of `update` from `start` on, which counts as in `dynamicSlice`.
 *
 * Throws: RangeError if the update does not fit, TypeError unless start is an int32 scalar and the dtypes are equal.
 *
 * @example sketch
 * keys.assign(dynamicUpdate(keys, key, { start: position, axis: 1 }));
 */
export function dynamicUpdate(x: Tensor, update: Tensor, options: DynamicUpdateOptions): Tensor {
  requireKind("options", "call dynamicUpdate", { options });
  const { start, axis = 0 } = options;
  return compute([x, update, start], (into, what, first) => ops.dynamicUpdate(into, what, first, { axis }));
}
