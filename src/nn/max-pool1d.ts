import type { Single } from "./axis-numbers.ts";
import { MaxPooling, type MaxPoolingOptions } from "./pooling.ts";

/** The options of `MaxPool1d`. */
export type MaxPool1dOptions = MaxPoolingOptions<Single>;

/**
 * The greatest element of each window of a sequence: y[n, c, i] = max x[n, c, i · stride + k · dilation − padding] over
 * all k. Its gradient goes to the first of equal ones.
 *
 * Shapes: [n, channels, length] → [n, channels, ⌊(length + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1], with
 * `ceilMode` rounded up.
 * Source: Scherer, Müller, Behnke, "Evaluation of Pooling Operations in Convolutional Architectures for Object
 * Recognition", 2010.
 *
 * @example
 * new nn.MaxPool1d(2).forward(zeros([8, 32, 100])).shape; // [8, 32, 50]
 */
export class MaxPool1d extends MaxPooling {
  /** Throws: RangeError if a number is out of range or the padding is larger than half the kernel. */
  constructor(kernelSize: Single, options: MaxPool1dOptions = {}) {
    super(1, kernelSize, options);
  }
}
