import { guard, rand, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `RReLU`. */
export interface RReLUOptions {
  /** The least slope. Default: 1/8. */
  readonly lower?: number;
  /** The greatest slope. Default: 1/3. */
  readonly upper?: number;
}

/**
 * x where x > 0, else a · x: while training with a slope a from U(lower, upper) for each element, in evaluation with
 * their mean.
 *
 * Shapes: any → the same.
 * Source: Xu, Wang, Chen, Li, "Empirical Evaluation of Rectified Activations in Convolutional Network", 2015, section 2.4.
 *
 * @example
 * new nn.RReLU({ lower: 0.25, upper: 0.75 }).eval().forward(tensor([-1])).item(); // -0.5
 */
export class RReLU extends Module {
  readonly lower: number;
  readonly upper: number;

  /** Throws: RangeError if a slope is not finite or the upper one is less than the lower one. */
  constructor(options: RReLUOptions = {}) {
    super();
    this.lower = checkNumber("RReLU", "lower", options.lower ?? 1 / 8);
    this.upper = checkNumber("RReLU", "upper", options.upper ?? 1 / 3, { least: this.lower });
  }

  forward(x: Tensor): Tensor {
    checkInputTensor("RReLU", "the elements", x);
    const { lower, upper } = this;
    const slope = guard(() => this.training)
      ? rand(x.shape)
          .mul(upper - lower)
          .add(lower)
      : (lower + upper) / 2;
    return x.gt(0).where(x, x.mul(slope));
  }
}
