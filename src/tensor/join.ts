/** Several tensors as one. */

import { normalizeAxis } from "../base/shape.ts";
import * as ops from "../ops/index.ts";
import { compute } from "./compute.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Tensors one after the other along an axis, the first unless given.
 *
 * Throws: RangeError or TypeError if other extents or dtypes differ, or there are no tensors.
 */
export function concat(tensors: readonly Tensor[], { axis = 0 }: { readonly axis?: number } = {}): Tensor {
  return compute(tensors, (...values) => {
    const rank = values[0]?.shape.length ?? 0;
    return ops.concat(values, rank === 0 ? axis : normalizeAxis("concatenate", axis, rank));
  });
}

/** Tensors of one shape along a new axis, the first unless given. Throws: as `concat`. */
export function stack(tensors: readonly Tensor[], { axis = 0 }: { readonly axis?: number } = {}): Tensor {
  return concat(
    tensors.map((tensor) => tensor.unsqueeze(axis)),
    { axis },
  );
}
