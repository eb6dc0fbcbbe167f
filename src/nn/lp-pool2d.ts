import { AvgPool2d } from "./avg-pool2d.ts";
import type { Pair } from "./axis-numbers.ts";
import { LPPooling } from "./lp-pooling.ts";
import type { PoolingOptions } from "./pooling.ts";

/**
 * (Σ xᵖ)^(1/p) over each window of an image: sums for p = 1, towards the greatest for large p. Where the sum is 0 it has no
 * gradient.
 *
 * Shapes: [n, channels, h, w] → [n, channels, ⌊(h − kernel) / stride⌋ + 1, …], with `ceilMode` rounded up.
 * Source: Sermanet, Chintala, LeCun, "Convolutional Neural Networks Applied to House Numbers Digit Classification",
 * 2012.
 *
 * @example
 * new nn.LPPool2d(2, 2).forward(ones([8, 32, 28, 28])).shape; // [8, 32, 14, 14]
 */
export class LPPool2d extends LPPooling {
  /** Throws: RangeError if a number is out of range. */
  constructor(normType: number, kernelSize: Pair, options: PoolingOptions<Pair> = {}) {
    super(normType, new AvgPool2d(kernelSize, options));
  }
}
