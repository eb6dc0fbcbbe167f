import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * x − log Σ eˣ along an axis, the last unless given.
 *
 * Shapes: any → the same.
 * Source: as `Softmax`.
 *
 * @example
 * new nn.LogSoftmax().forward(tensor([0, 0])).at(0).item(); // -0.6931
 */
export class LogSoftmax extends Module {
  readonly axis: number;

  /** Throws: RangeError if the axis is not an integer. */
  constructor(axis = -1) {
    super();
    this.axis = checkNumber("LogSoftmax", "axis", axis, { integer: true });
  }

  /** Throws: RangeError if there is no such axis. */
  forward(x: Tensor): Tensor {
    checkInputTensor("LogSoftmax", "the elements", x);
    return x.logSoftmax({ axis: this.axis });
  }
}
