import { AvgPool1d } from "./avg-pool1d.ts";
import type { Single } from "./axis-numbers.ts";
import { LPPooling } from "./lp-pooling.ts";
import type { PoolingOptions } from "./pooling.ts";

/**
 * (Σ xᵖ)^(1/p) over each window of a sequence: sums for p = 1, towards the greatest for large p. Where the sum is 0 it has no
 * gradient.
 *
 * Shapes: [n, channels, length] → [n, channels, ⌊(length − kernel) / stride⌋ + 1], with `ceilMode` rounded up.
 * Source: Sermanet, Chintala, LeCun, "Convolutional Neural Networks Applied to House Numbers Digit Classification",
 * 2012.
 *
 * @example
 * new nn.LPPool1d(2, 2).forward(ones([8, 32, 100])).shape; // [8, 32, 50]
 */
export class LPPool1d extends LPPooling {
  /** Throws: RangeError if a number is out of range. */
  constructor(normType: number, kernelSize: Single, options: PoolingOptions<Single> = {}) {
    super(normType, new AvgPool1d(kernelSize, options));
  }
}
