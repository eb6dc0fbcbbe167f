import type { Pair } from "./axis-numbers.ts";
import { MaxUnpooling, type MaxUnpoolingOptions } from "./max-unpooling.ts";

/** The options of `MaxUnpool2d`. */
export type MaxUnpool2dOptions = MaxUnpoolingOptions<Pair>;

/**
 * The inverse of `MaxPool2d` as far as there is one: each element at the place that its index names, y[n, c, indices[n,
 * c, i, …]] = x[n, c, i, …], zeros elsewhere; elements that share a place are added.
 *
 * Shapes: [n, channels, h, w] and its indices → [n, channels, (h − 1) · stride − 2 · padding + kernel, …], or the
 * given output size.
 * Source: Zeiler, Fergus, "Visualizing and Understanding Convolutional Networks", 2013, section 2.1.
 *
 * @example
 * const { output, indices } = new nn.MaxPool2d(2).withIndices(rand([8, 32, 28, 28]));
 * new nn.MaxUnpool2d(2).forward(output, indices).shape; // [8, 32, 28, 28]
 */
export class MaxUnpool2d extends MaxUnpooling {
  /** Throws: RangeError if a number is out of range. */
  constructor(kernelSize: Pair, options: MaxUnpool2dOptions = {}) {
    super(2, kernelSize, options);
  }
}
