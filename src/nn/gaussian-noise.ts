import { guard, randn, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * While training, x plus noise from N(0, std²) for each element. In evaluation it passes x.
 *
 * Shapes: any → the same.
 * Source: Bishop, "Training with Noise is Equivalent to Tikhonov Regularization", 1995.
 *
 * @example
 * new nn.GaussianNoise(0.1).forward(zeros([4, 5])).shape; // [4, 5]
 */
export class GaussianNoise extends Module {
  /** The standard deviation of the noise. */
  readonly std: number;

  /** Throws: RangeError if `std` is negative. */
  constructor(std: number) {
    super();
    this.std = checkNumber("GaussianNoise", "std", std, { least: 0 });
  }

  forward(x: Tensor): Tensor {
    checkInputTensor("GaussianNoise", "the elements", x);
    if (!guard(() => this.training) || this.std === 0) return x;
    return x.add(randn(x.shape).mul(this.std));
  }
}
