/** Tensors of another one's shape. */

import { checkTensor } from "./compute.ts";
import { type CreateOptions, full } from "./create.ts";
import { rand, randn } from "./create-random.ts";
import type { Tensor } from "./tensor.ts";

/**
 * A tensor of the shape of `x`, and its dtype unless given, filled with `value`.
 *
 * Throws: RangeError if the dtype cannot hold the value.
 */
export function fullLike(x: Tensor, value: number, options: CreateOptions = {}): Tensor {
  const { shape, dtype } = checkTensor(x);
  return full(shape, value, { dtype, ...options });
}

/** A tensor of the shape of `x`, and its dtype unless given, filled with zeros. */
export function zerosLike(x: Tensor, options: CreateOptions = {}): Tensor {
  return fullLike(x, 0, options);
}

/** A tensor of the shape of `x`, and its dtype unless given, filled with ones. */
export function onesLike(x: Tensor, options: CreateOptions = {}): Tensor {
  return fullLike(x, 1, options);
}

/** Uniform numbers in [0, 1), float32, in the shape of `x`. */
export function randLike(x: Tensor): Tensor {
  return rand(checkTensor(x).shape);
}

/** Normal numbers of mean 0 and variance 1, float32, in the shape of `x`. */
export function randnLike(x: Tensor): Tensor {
  return randn(checkTensor(x).shape);
}
