import type { Pair } from "./axis-numbers.ts";
import { MaxPooling, type MaxPoolingOptions } from "./pooling.ts";

/** The options of `MaxPool2d`. */
export type MaxPool2dOptions = MaxPoolingOptions<Pair>;

/**
 * The greatest element of each window of an image: y[n, c, i, …] = max x[n, c, i · stride + k · dilation − padding, …]
 * over all k. Its gradient goes to the first of equal ones.
 *
 * Shapes: [n, channels, h, w] → [n, channels, ⌊(h + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1, …], with
 * `ceilMode` rounded up.
 * Source: Scherer, Müller, Behnke, "Evaluation of Pooling Operations in Convolutional Architectures for Object
 * Recognition", 2010.
 *
 * @example
 * new nn.MaxPool2d(2).forward(zeros([8, 32, 28, 28])).shape; // [8, 32, 14, 14]
 */
export class MaxPool2d extends MaxPooling {
  /** Throws: RangeError if a number is out of range or the padding is larger than half the kernel. */
  constructor(kernelSize: Pair, options: MaxPool2dOptions = {}) {
    super(2, kernelSize, options);
  }
}
