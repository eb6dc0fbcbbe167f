import { leakyRelu as leakyReluOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * x where x > 0, else negativeSlope · x.
 *
 * Shapes: any → the same.
 * Source: Maas, Hannun, Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013.
 */
export function leakyRelu(x: Tensor, negativeSlope = 0.01): Tensor {
  checkNumber("leakyRelu", "negativeSlope", negativeSlope);
  checkInputTensor("leakyRelu", "the elements", x);
  return compute([x], (x) => leakyReluOf(x, negativeSlope));
}

/**
 * x where x > 0, else negativeSlope · x, as a layer; `leakyRelu` is the function.
 *
 * Source: as `leakyRelu`.
 */
export class LeakyReLU extends Module {
  readonly negativeSlope: number;

  /** Throws: RangeError if a number is not finite. */
  constructor(negativeSlope = 0.01) {
    super();
    this.negativeSlope = checkNumber("LeakyReLU", "negativeSlope", negativeSlope);
  }

  forward(x: Tensor): Tensor {
    return leakyRelu(x, this.negativeSlope);
  }
}
