import { type InstanceNormOptions, RunningNorm } from "./running-norm.ts";

/**
 * (x − mean) / √(variance + eps) · weight + bias, each channel of each image by itself. With `trackRunningStats`,
 * evaluation goes by the means of these statistics over training.
 *
 * Shapes: x [n, numFeatures, height, width] → the same; weight, bias and running statistics [numFeatures].
 *
 * Source: Ulyanov, Vedaldi, Lempitsky, "Instance Normalization", 2016.
 *
 * @example
 * const layer = new nn.InstanceNorm2d(16);
 * layer.forward(rand([8, 16, 5, 5])).shape; // [8, 16, 5, 5]
 */
export class InstanceNorm2d extends RunningNorm {
  /** Throws: RangeError if a number is out of range. */
  constructor(numFeatures: number, options: InstanceNormOptions = {}) {
    super(numFeatures, options, { over: "example", ranks: [4] });
  }
}
