import { type InstanceNormOptions, RunningNorm } from "./running-norm.ts";

/**
 * (x − mean) / √(variance + eps) · weight + bias, each channel of each volume by itself. With `trackRunningStats`,
 * evaluation goes by the means of these statistics over training.
 *
 * Shapes: x [n, numFeatures, depth, height, width] → the same; weight, bias and running statistics [numFeatures].
 *
 * Source: Ulyanov, Vedaldi, Lempitsky, "Instance Normalization", 2016.
 *
 * @example
 * const layer = new nn.InstanceNorm3d(16);
 * layer.forward(rand([2, 16, 3, 4, 5])).shape; // [2, 16, 3, 4, 5]
 */
export class InstanceNorm3d extends RunningNorm {
  /** Throws: RangeError if a number is out of range. */
  constructor(numFeatures: number, options: InstanceNormOptions = {}) {
    super(numFeatures, options, { over: "example", ranks: [5] });
  }
}
