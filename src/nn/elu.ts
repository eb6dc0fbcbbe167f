import { elu as eluOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * x where x > 0, else alpha · (eˣ − 1).
 *
 * Shapes: any → the same.
 * Source: Clevert, Unterthiner, Hochreiter, "Fast and Accurate Deep Network Learning by Exponential Linear Units", 2015,
 * section 3.
 */
export function elu(x: Tensor, alpha = 1): Tensor {
  checkNumber("elu", "alpha", alpha);
  checkInputTensor("elu", "the elements", x);
  return compute([x], (x) => eluOf(x, { alpha }));
}

/**
 * x where x > 0, else alpha · (eˣ − 1), as a layer; `elu` is the function.
 *
 * Source: as `elu`.
 */
export class ELU extends Module {
  readonly alpha: number;

  /** Throws: RangeError if a number is not finite. */
  constructor(alpha = 1) {
    super();
    this.alpha = checkNumber("ELU", "alpha", alpha);
  }

  forward(x: Tensor): Tensor {
    return elu(x, this.alpha);
  }
}
