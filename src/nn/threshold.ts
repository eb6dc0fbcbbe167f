import { threshold as thresholdOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * x where x > bound, else value.
 *
 * Shapes: any → the same.
 * Source: PyTorch, `nn.Threshold`.
 */
export function threshold(x: Tensor, bound: number, value: number): Tensor {
  checkNumber("threshold", "bound", bound);
  checkNumber("threshold", "value", value);
  checkInputTensor("threshold", "the elements", x);
  return compute([x], (x) => thresholdOf(x, bound, value));
}

/**
 * x where x > bound, else value, as a layer; `threshold` is the function.
 *
 * Source: as `threshold`.
 */
export class Threshold extends Module {
  readonly bound: number;
  readonly value: number;

  /** Throws: RangeError if a number is not finite. */
  constructor(bound: number, value: number) {
    super();
    this.bound = checkNumber("Threshold", "bound", bound);
    this.value = checkNumber("Threshold", "value", value);
  }

  forward(x: Tensor): Tensor {
    return threshold(x, this.bound, this.value);
  }
}
