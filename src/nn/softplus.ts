import { softplus as softplusOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * ln(1 + e^(beta · x)) / beta, x itself where beta · x > threshold.
 *
 * Shapes: any → the same.
 * Source: Dugas, Bengio, Bélisle, Nadeau, Garcia, "Incorporating Second-Order Functional Knowledge for Better Option
 * Pricing", 2000.
 */
export function softplus(x: Tensor, beta = 1, threshold = 20): Tensor {
  checkNumber("softplus", "beta", beta);
  checkNumber("softplus", "threshold", threshold);
  checkInputTensor("softplus", "the elements", x);
  return compute([x], (x) => softplusOf(x, { beta, threshold }));
}

/**
 * ln(1 + e^(beta · x)) / beta, x itself where beta · x > threshold, as a layer; `softplus` is the function.
 *
 * Source: as `softplus`.
 */
export class Softplus extends Module {
  readonly beta: number;
  readonly threshold: number;

  /** Throws: RangeError if a number is not finite. */
  constructor(beta = 1, threshold = 20) {
    super();
    this.beta = checkNumber("Softplus", "beta", beta);
    this.threshold = checkNumber("Softplus", "threshold", threshold);
  }

  forward(x: Tensor): Tensor {
    return softplus(x, this.beta, this.threshold);
  }
}
