import type { Triple } from "./axis-numbers.ts";
import { MaxPooling, type MaxPoolingOptions } from "./pooling.ts";

/** The options of `MaxPool3d`. */
export type MaxPool3dOptions = MaxPoolingOptions<Triple>;

/**
 * The greatest element of each window of a volume: y[n, c, i, …] = max x[n, c, i · stride + k · dilation − padding, …]
 * over all k. Its gradient goes to the first of equal ones.
 *
 * Shapes: [n, channels, d, h, w] → [n, channels, ⌊(d + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1, …], with
 * `ceilMode` rounded up.
 * Source: Scherer, Müller, Behnke, "Evaluation of Pooling Operations in Convolutional Architectures for Object
 * Recognition", 2010.
 *
 * @example
 * new nn.MaxPool3d(2).forward(zeros([2, 3, 4, 8, 8])).shape; // [2, 3, 2, 4, 4]
 */
export class MaxPool3d extends MaxPooling {
  /** Throws: RangeError if a number is out of range or the padding is larger than half the kernel. */
  constructor(kernelSize: Triple, options: MaxPool3dOptions = {}) {
    super(3, kernelSize, options);
  }
}
