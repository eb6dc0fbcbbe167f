import type { Tensor } from "../../tensor/index.ts";
import { checkFillable, checkFillNumber, put } from "./fill.ts";

/**
 * All elements the same number. Throws: TypeError unless it is a float32 tensor, RangeError unless the number is finite.
 *
 * @example
 * nn.init.constant(new nn.Linear(2, 2).bias!, 3).sum().item(); // 6
 */
export function constant<T extends Tensor>(x: T, value: number): T {
  checkFillable("constant", x);
  checkFillNumber("constant", "value", value);
  return put(x, new Float32Array(x.size).fill(value));
}

/** All elements 0. Throws: TypeError unless it is a float32 tensor. */
export function zeros<T extends Tensor>(x: T): T {
  return constant(x, 0);
}

/** All elements 1. Throws: TypeError unless it is a float32 tensor. */
export function ones<T extends Tensor>(x: T): T {
  return constant(x, 1);
}
