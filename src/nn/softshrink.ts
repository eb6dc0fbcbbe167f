import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * x moved towards 0 by lambda, 0 where it would pass it: sign(x) · max(|x| − lambda, 0).
 *
 * Shapes: any → the same.
 * Source: Donoho, "De-noising by Soft-thresholding", 1995.
 */
export function softshrink(x: Tensor, lambda = 0.5): Tensor {
  checkNumber("softshrink", "lambda", lambda);
  checkInputTensor("softshrink", "the elements", x);
  return x.gt(lambda).where(x.sub(lambda), x.lt(-lambda).where(x.add(lambda), x.mul(0)));
}

/**
 * x moved towards 0 by lambda, 0 where it would pass it: sign(x) · max(|x| − lambda, 0), as a layer; `softshrink` is the
 * function.
 *
 * Source: as `softshrink`.
 */
export class Softshrink extends Module {
  readonly lambda: number;

  /** Throws: RangeError if lambda is negative. */
  constructor(lambda = 0.5) {
    super();
    this.lambda = checkNumber("Softshrink", "lambda", lambda, { least: 0 });
  }

  forward(x: Tensor): Tensor {
    return softshrink(x, this.lambda);
  }
}
