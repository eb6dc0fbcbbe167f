import { AvgPool3d } from "./avg-pool3d.ts";
import type { Triple } from "./axis-numbers.ts";
import { LPPooling } from "./lp-pooling.ts";
import type { PoolingOptions } from "./pooling.ts";

/**
 * (Σ xᵖ)^(1/p) over each window of a volume: sums for p = 1, towards the greatest for large p. Where the sum is 0 it has no
 * gradient.
 *
 * Shapes: [n, channels, d, h, w] → [n, channels, ⌊(d − kernel) / stride⌋ + 1, …], with `ceilMode` rounded up.
 * Source: Sermanet, Chintala, LeCun, "Convolutional Neural Networks Applied to House Numbers Digit Classification",
 * 2012.
 *
 * @example
 * new nn.LPPool3d(2, 2).forward(ones([2, 8, 6, 14, 14])).shape; // [2, 8, 3, 7, 7]
 */
export class LPPool3d extends LPPooling {
  /** Throws: RangeError if a number is out of range. */
  constructor(normType: number, kernelSize: Triple, options: PoolingOptions<Triple> = {}) {
    super(normType, new AvgPool3d(kernelSize, options));
  }
}
