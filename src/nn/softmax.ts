import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * eˣ / Σ eˣ along an axis, the last unless given.
 *
 * Shapes: any → the same.
 * Source: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", 1990.
 *
 * @example
 * new nn.Softmax().forward(tensor([0, Math.LN2])).at(0).item(); // 0.3333
 */
export class Softmax extends Module {
  readonly axis: number;

  /** Throws: RangeError if the axis is not an integer. */
  constructor(axis = -1) {
    super();
    this.axis = checkNumber("Softmax", "axis", axis, { integer: true });
  }

  /** Throws: RangeError if there is no such axis. */
  forward(x: Tensor): Tensor {
    checkInputTensor("Softmax", "the elements", x);
    return x.softmax({ axis: this.axis });
  }
}
