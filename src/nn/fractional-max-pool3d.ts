import type { Triple } from "./axis-numbers.ts";
import { FractionalMaxPooling, type FractionalMaxPoolingOptions } from "./fractional-max-pooling.ts";

/** The options of `FractionalMaxPool3d`. */
export type FractionalMaxPool3dOptions = FractionalMaxPoolingOptions<Triple, Triple>;

/**
 * The greatest element of each window of a volume, whose windows begin at random distances, so that extents shrink by any
 * factor: y[n, c, i, …] = max x[n, c, a[i] + k, …] over all k, a[i] = ⌊(i + u) · α⌋ − ⌊u · α⌋ with u from U(0, 1) for each channel and axis and
 * α = (extent − kernel) / (windows − 1). It draws in evaluation too, as in PyTorch; its gradient goes to the first of
 * equal ones.
 *
 * Shapes: [n, channels, d, h, w] → [n, channels, outputSize…], or [n, channels, ⌊d · outputRatio⌋, …].
 * Source: Graham, "Fractional Max-Pooling", 2014, section 2.
 *
 * @example
 * new nn.FractionalMaxPool3d(2, { outputSize: 3 }).forward(rand([2, 4, 5, 5, 5])).shape; // [2, 4, 3, 3, 3]
 */
export class FractionalMaxPool3d extends FractionalMaxPooling {
  /** Throws: RangeError if a number is out of range, or unless there is a size or a ratio, and not both. */
  constructor(kernelSize: Triple, options: FractionalMaxPool3dOptions) {
    super(3, kernelSize, options);
  }
}
