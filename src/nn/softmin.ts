import { softmin as softminOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * softmax(−x) along an axis, the last unless given.
 *
 * Shapes: any → the same.
 * Source: PyTorch, `nn.Softmin`.
 */
export function softmin(x: Tensor, axis = -1): Tensor {
  checkInputTensor("softmin", "the elements", x);
  return compute([x], (x) => softminOf(x, { axis }));
}

/**
 * softmax(−x) along an axis, the last unless given, as a layer; `softmin` is the function.
 *
 * Source: as `softmin`.
 */
export class Softmin extends Module {
  readonly axis: number;

  /** Throws: RangeError if a number is not finite. */
  constructor(axis = -1) {
    super();
    this.axis = checkNumber("Softmin", "axis", axis);
  }

  forward(x: Tensor): Tensor {
    return softmin(x, this.axis);
  }
}
