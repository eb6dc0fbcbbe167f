import type { Triple } from "./axis-numbers.ts";
import { AvgPooling, type AvgPoolingOptions } from "./pooling.ts";

/** The options of `AvgPool3d`. */
export type AvgPool3dOptions = AvgPoolingOptions<Triple>;

/**
 * The mean of each window of a volume, zeros around it counted too: y[n, c, i, …] = (Σ x[n, c, i · stride + k − padding,
 * …]) / kernel elements, over all k.
 *
 * Shapes: [n, channels, d, h, w] → [n, channels, ⌊(d + 2 · padding − kernel) / stride⌋ + 1, …], with `ceilMode` rounded up.
 * Source: LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998, section II.A.
 *
 * @example
 * new nn.AvgPool3d(2).forward(zeros([2, 3, 4, 8, 8])).shape; // [2, 3, 2, 4, 4]
 */
export class AvgPool3d extends AvgPooling {
  /** Throws: RangeError if a number is out of range or the padding is larger than half the kernel. */
  constructor(kernelSize: Triple, options: AvgPool3dOptions = {}) {
    super(3, kernelSize, options);
  }
}
