import type { Tensor } from "../tensor/index.ts";
import { AvgPool1d } from "./avg-pool1d.ts";
import type { Single } from "./axis-numbers.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import type { PoolingOptions } from "./pooling.ts";

/**
 * (Σ xᵖ)^(1/p) over each window of a sequence: sums for p = 1, towards the greatest for large p. Where the sum is 0 it has no
 * gradient.
 *
 * Shapes: [n, channels, length] → [n, channels, ⌊(length − kernel) / stride⌋ + 1].
 * Source: Sermanet, Chintala, LeCun, "Convolutional Neural Networks Applied to House Numbers Digit Classification",
 * 2012.
 *
 * @example
 * new nn.LPPool1d(2, 2).forward(ones([8, 32, 100])).shape; // [8, 32, 50]
 */
export class LPPool1d extends Module {
  readonly normType: number;
  readonly means: AvgPool1d;

  /** Throws: RangeError if a number is out of range. */
  constructor(normType: number, kernelSize: Single, options: PoolingOptions<Single> = {}) {
    super();
    this.normType = checkNumber("LPPool1d", "normType", normType);
    this.means = new AvgPool1d(kernelSize, options);
  }

  /** Throws: RangeError if `x` is not [n, channels, length] or smaller than the kernel. */
  forward(x: Tensor): Tensor {
    const count = this.means.kernelSize.reduce((product, extent) => product * extent, 1);
    const sums = this.means.forward(x.pow(this.normType)).mul(count);
    const some = sums.ne(0);
    return some.where(some.where(sums, 1).pow(1 / this.normType), 0);
  }
}
