import type { Tensor } from "../../tensor/index.ts";
import { checkFillable, checkFillNumber, put } from "./fill.ts";

/**
 * All elements the same number, w = value. Throws: TypeError unless it is a float32 tensor, RangeError unless the number
 * is finite.
 *
 * Source: PyTorch, `nn.init.constant_`.
 *
 * @example
 * nn.init.constant(new nn.Linear(2, 2).bias!, 3).sum().item(); // 6
 */
export function constant<T extends Tensor>(x: T, value: number): T {
  checkFillable("constant", x);
  checkFillNumber("constant", "value", value);
  return put(x, new Float32Array(x.size).fill(value));
}

/**
 * All elements 0, w = 0.
 *
 * Throws: TypeError unless it is a float32 tensor.
 * Source: PyTorch, `nn.init.zeros_`.
 */
export function zeros<T extends Tensor>(x: T): T {
  return constant(x, 0);
}

/**
 * All elements 1, w = 1.
 *
 * Throws: TypeError unless it is a float32 tensor.
 * Source: PyTorch, `nn.init.ones_`.
 */
export function ones<T extends Tensor>(x: T): T {
  return constant(x, 1);
}
