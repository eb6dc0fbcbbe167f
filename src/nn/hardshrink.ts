import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * 0 where −lambda ≤ x ≤ lambda, x elsewhere.
 *
 * Shapes: any → the same.
 * Source: Donoho, Johnstone, "Ideal Spatial Adaptation by Wavelet Shrinkage", 1994.
 */
export function hardshrink(x: Tensor, lambda = 0.5): Tensor {
  checkNumber("hardshrink", "lambda", lambda);
  checkInputTensor("hardshrink", "the elements", x);
  return x.abs().le(lambda).where(0, x);
}

/**
 * 0 where −lambda ≤ x ≤ lambda, x elsewhere, as a layer; `hardshrink` is the function.
 *
 * Source: as `hardshrink`.
 */
export class Hardshrink extends Module {
  readonly lambda: number;

  /** Throws: RangeError if lambda is not finite. */
  constructor(lambda = 0.5) {
    super();
    this.lambda = checkNumber("Hardshrink", "lambda", lambda);
  }

  forward(x: Tensor): Tensor {
    return hardshrink(x, this.lambda);
  }
}
