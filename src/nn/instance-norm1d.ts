import { type InstanceNormOptions, RunningNorm } from "./running-norm.ts";

/**
 * (x − mean) / √(variance + eps) · weight + bias, each channel of each sequence by itself. With `trackRunningStats`,
 * evaluation goes by the means of these statistics over training.
 *
 * Shapes: x [n, numFeatures, length] → the same; weight, bias and running statistics [numFeatures].
 *
 * Source: Ulyanov, Vedaldi, Lempitsky, "Instance Normalization", 2016.
 *
 * @example
 * const layer = new nn.InstanceNorm1d(16);
 * layer.forward(rand([8, 16, 7])).shape; // [8, 16, 7]
 */
export class InstanceNorm1d extends RunningNorm {
  /** Throws: RangeError if a number is out of range. */
  constructor(numFeatures: number, options: InstanceNormOptions = {}) {
    super(numFeatures, options, { over: "example", ranks: [3] });
  }
}
