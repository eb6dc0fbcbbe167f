import type { Tensor } from "../tensor/index.ts";
import { AvgPool2d } from "./avg-pool2d.ts";
import type { Pair } from "./axis-numbers.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import type { PoolingOptions } from "./pooling.ts";

/**
 * (Σ xᵖ)^(1/p) over each window of an image: sums for p = 1, towards the greatest for large p. Where the sum is 0 it has no
 * gradient.
 *
 * Shapes: [n, channels, h, w] → [n, channels, ⌊(h − kernel) / stride⌋ + 1, …].
 * Source: Sermanet, Chintala, LeCun, "Convolutional Neural Networks Applied to House Numbers Digit Classification",
 * 2012.
 *
 * @example
 * new nn.LPPool2d(2, 2).forward(ones([8, 32, 28, 28])).shape; // [8, 32, 14, 14]
 */
export class LPPool2d extends Module {
  readonly normType: number;
  readonly means: AvgPool2d;

  /** Throws: RangeError if a number is out of range. */
  constructor(normType: number, kernelSize: Pair, options: PoolingOptions<Pair> = {}) {
    super();
    this.normType = checkNumber("LPPool2d", "normType", normType);
    this.means = new AvgPool2d(kernelSize, options);
  }

  /** Throws: RangeError if `x` is not [n, channels, h, w] or smaller than the kernel. */
  forward(x: Tensor): Tensor {
    const count = this.means.kernelSize.reduce((product, extent) => product * extent, 1);
    const sums = this.means.forward(x.pow(this.normType)).mul(count);
    const some = sums.ne(0);
    return some.where(some.where(sums, 1).pow(1 / this.normType), 0);
  }
}
