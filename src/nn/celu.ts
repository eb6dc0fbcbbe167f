import { elu as celuOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * x where x > 0, else alpha · (e^(x / alpha) − 1).
 *
 * Shapes: any → the same.
 * Source: Barron, "Continuously Differentiable Exponential Linear Units", 2017.
 */
export function celu(x: Tensor, alpha = 1): Tensor {
  checkNumber("celu", "alpha", alpha);
  checkInputTensor("celu", "the elements", x);
  return compute([x], (x) => celuOf(x, { alpha, width: alpha }));
}

/**
 * x where x > 0, else alpha · (e^(x / alpha) − 1), as a layer; `celu` is the function.
 *
 * Source: as `celu`.
 */
export class CELU extends Module {
  readonly alpha: number;

  /** Throws: RangeError if a number is not finite. */
  constructor(alpha = 1) {
    super();
    this.alpha = checkNumber("CELU", "alpha", alpha);
  }

  forward(x: Tensor): Tensor {
    return celu(x, this.alpha);
  }
}
