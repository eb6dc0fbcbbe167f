/** Several tensors as one. */

import { normalizeAxis } from "../base/shape.ts";
import type { Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compute } from "./compute.ts";
import { unsqueezed } from "./shaping.ts";
import type { Tensor } from "./tensor.ts";

/** Along which axis tensors are joined. */
export interface JoinOptions {
  /** Negative counts from the last. Default 0. */
  readonly axis?: number;
}

/**
 * Tensors one after the other along an axis, the first unless given.
 *
 * Shapes: [a…, n₁, b…], [a…, n₂, b…], … → [a…, n₁ + n₂ + …, b…].
 *
 * Throws: RangeError or TypeError if other extents or dtypes differ, or there are no tensors.
 *
 * @example
 * concat([arange(2), arange(3)]).toArray(); // [0, 1, 0, 1, 2]
 */
export function concat(tensors: readonly Tensor[], { axis = 0 }: JoinOptions = {}): Tensor {
  return compute(tensors, (...values) => joined(values, axis));
}

/**
 * Tensors of one shape along a new axis, the first unless given.
 *
 * Shapes: n times [a…, b…] → [a…, n, b…]. Throws: as `concat`.
 *
 * @example
 * stack([arange(2), arange(2)], { axis: 1 }).toArray(); // [[0, 0], [1, 1]]
 */
export function stack(tensors: readonly Tensor[], { axis = 0 }: JoinOptions = {}): Tensor {
  return compute(tensors, (...values) => {
    const grown = values.map((value) => ops.reshape(value, unsqueezed(value.shape, axis)));
    return joined(grown, axis);
  });
}

function joined(values: readonly Value[], axis: number): Value {
  const rank = values[0]?.shape.length ?? 0;
  return ops.concat(values, rank === 0 ? axis : normalizeAxis("concatenate", axis, rank));
}
