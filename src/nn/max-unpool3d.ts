import type { Triple } from "./axis-numbers.ts";
import { MaxUnpooling, type MaxUnpoolingOptions } from "./max-unpooling.ts";

/** The options of `MaxUnpool3d`. */
export type MaxUnpool3dOptions = MaxUnpoolingOptions<Triple>;

/**
 * The inverse of `MaxPool3d` as far as there is one: each element at the place that its index names, y[n, c, indices[n,
 * c, i, …]] = x[n, c, i, …], zeros elsewhere; elements that share a place are added.
 *
 * Shapes: [n, channels, d, h, w] and its indices → [n, channels, (d − 1) · stride − 2 · padding + kernel, …], or the
 * given output size.
 * Source: Zeiler, Fergus, "Visualizing and Understanding Convolutional Networks", 2013, section 2.1.
 *
 * @example
 * const { output, indices } = new nn.MaxPool3d(2).withIndices(rand([2, 3, 4, 8, 8]));
 * new nn.MaxUnpool3d(2).forward(output, indices).shape; // [2, 3, 4, 8, 8]
 */
export class MaxUnpool3d extends MaxUnpooling {
  /** Throws: RangeError if a number is out of range. */
  constructor(kernelSize: Triple, options: MaxUnpool3dOptions = {}) {
    super(3, kernelSize, options);
  }
}
