import type { Single } from "./axis-numbers.ts";
import { MaxUnpooling, type MaxUnpoolingOptions } from "./max-unpooling.ts";

/** The options of `MaxUnpool1d`. */
export type MaxUnpool1dOptions = MaxUnpoolingOptions<Single>;

/**
 * The inverse of `MaxPool1d` as far as there is one: each element at the place that its index names, y[n, c, indices[n,
 * c, i]] = x[n, c, i], zeros elsewhere; elements that share a place are added.
 *
 * Shapes: [n, channels, length] and its indices → [n, channels, (length − 1) · stride − 2 · padding + kernel], or the
 * given output size.
 * Source: Zeiler, Fergus, "Visualizing and Understanding Convolutional Networks", 2013, section 2.1.
 *
 * @example
 * const { output, indices } = new nn.MaxPool1d(2).withIndices(rand([8, 32, 100]));
 * new nn.MaxUnpool1d(2).forward(output, indices).shape; // [8, 32, 100]
 */
export class MaxUnpool1d extends MaxUnpooling {
  /** Throws: RangeError if a number is out of range. */
  constructor(kernelSize: Single, options: MaxUnpool1dOptions = {}) {
    super(1, kernelSize, options);
  }
}
