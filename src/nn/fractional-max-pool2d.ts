import type { Pair } from "./axis-numbers.ts";
import { FractionalMaxPooling, type FractionalMaxPoolingOptions } from "./fractional-max-pooling.ts";

/** The options of `FractionalMaxPool2d`. */
export type FractionalMaxPool2dOptions = FractionalMaxPoolingOptions<Pair, Pair>;

/**
 * The greatest element of each window of an image, whose windows begin at random distances, so that extents shrink by any
 * factor: y[n, c, i, …] = max x[n, c, a[i] + k, …] over all k, a[i] = ⌊(i + u) · α⌋ − ⌊u · α⌋ with u from U(0, 1) for each channel and axis and
 * α = (extent − kernel) / (windows − 1). It draws in evaluation too, as in PyTorch; its gradient goes to the first of
 * equal ones.
 *
 * Shapes: [n, channels, h, w] → [n, channels, outputSize…], or [n, channels, ⌊h · outputRatio⌋, …].
 * Source: Graham, "Fractional Max-Pooling", 2014, section 2.
 *
 * @example
 * new nn.FractionalMaxPool2d(2, { outputRatio: 0.7 }).forward(rand([8, 16, 20, 20])).shape; // [8, 16, 14, 14]
 */
export class FractionalMaxPool2d extends FractionalMaxPooling {
  /** Throws: RangeError if a number is out of range, or unless there is a size or a ratio, and not both. */
  constructor(kernelSize: Pair, options: FractionalMaxPool2dOptions) {
    super(2, kernelSize, options);
  }
}
