import { type BatchNormOptions, RunningNorm } from "./running-norm.ts";

/**
 * (x − mean) / √(variance + eps) · weight + bias, each channel over a batch of vectors or sequences, in evaluation by
 * running statistics.
 *
 * Shapes: x [n, numFeatures] or [n, numFeatures, length] → the same; weight, bias and running statistics [numFeatures].
 * Starts as weight 1 and bias 0.
 *
 * Source: Ioffe, Szegedy, "Batch Normalization", 2015, algorithms 1 and 2.
 *
 * @example
 * const layer = new nn.BatchNorm1d(16);
 * layer.forward(rand([8, 16])).shape; // [8, 16]
 */
export class BatchNorm1d extends RunningNorm {
  /** Throws: RangeError if a number is out of range. */
  constructor(numFeatures: number, options: BatchNormOptions = {}) {
    super(numFeatures, options, { over: "batch", ranks: [2, 3] });
  }
}
