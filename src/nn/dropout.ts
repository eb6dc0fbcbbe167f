import { guard, rand, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * While training, each element is 0 with probability p and x / (1 − p) otherwise, so its expectation stays x. In
 * evaluation it passes x. The draws come from the default generator: `manualSeed` repeats them.
 *
 * Shapes: any → the same.
 * Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, "Dropout", 2014, section 4.
 */
export class Dropout extends Module {
  /** The probability that an element becomes 0. */
  readonly p: number;

  /** Throws: RangeError if p is not in [0, 1]. */
  constructor(p = 0.5) {
    super();
    if (!(p >= 0 && p <= 1)) {
      throw new RangeError(
        `Cannot make a Dropout layer with p = ${p}: expected a probability from 0 to 1. Pass the share of elements to drop, such as 0.25.`,
      );
    }
    this.p = p;
  }

  forward(x: Tensor): Tensor {
    checkInputTensor("Dropout", "the elements", x);
    if (!guard(() => this.training) || this.p === 0) return x;
    if (this.p === 1) return x.mul(0);
    return rand(x.shape)
      .lt(this.p)
      .where(0, x.mul(1 / (1 - this.p)));
  }
}
