import type { Single } from "./axis-numbers.ts";
import { AvgPooling, type AvgPoolingOptions } from "./pooling.ts";

/** The options of `AvgPool1d`. */
export type AvgPool1dOptions = AvgPoolingOptions<Single>;

/**
 * The mean of each window of a sequence, zeros around it counted too: y[n, c, i] = (Σ x[n, c, i · stride + k − padding])
 * / kernel elements, over all k.
 *
 * Shapes: [n, channels, length] → [n, channels, ⌊(length + 2 · padding − kernel) / stride⌋ + 1], with `ceilMode` rounded up.
 * Source: LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998, section II.A.
 *
 * @example
 * new nn.AvgPool1d(2).forward(zeros([8, 32, 100])).shape; // [8, 32, 50]
 */
export class AvgPool1d extends AvgPooling {
  /** Throws: RangeError if a number is out of range or the padding is larger than half the kernel. */
  constructor(kernelSize: Single, options: AvgPool1dOptions = {}) {
    super(1, kernelSize, options);
  }
}
