import type { Pair } from "./axis-numbers.ts";
import { AvgPooling, type AvgPoolingOptions } from "./pooling.ts";

/** The options of `AvgPool2d`. */
export type AvgPool2dOptions = AvgPoolingOptions<Pair>;

/**
 * The mean of each window of an image, zeros around it counted too: y[n, c, i, …] = (Σ x[n, c, i · stride + k − padding,
 * …]) / kernel elements, over all k.
 *
 * Shapes: [n, channels, h, w] → [n, channels, ⌊(h + 2 · padding − kernel) / stride⌋ + 1, …], with `ceilMode` rounded up.
 * Source: LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998, section II.A.
 *
 * @example
 * new nn.AvgPool2d(2).forward(zeros([8, 32, 28, 28])).shape; // [8, 32, 14, 14]
 */
export class AvgPool2d extends AvgPooling {
  /** Throws: RangeError if a number is out of range or the padding is larger than half the kernel. */
  constructor(kernelSize: Pair, options: AvgPool2dOptions = {}) {
    super(2, kernelSize, options);
  }
}
