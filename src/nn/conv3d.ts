import type { Triple } from "./axis-numbers.ts";
import { Convolution, type ConvolutionOptions } from "./convolution.ts";

/** The options of `Conv3d`. */
export type Conv3dOptions = ConvolutionOptions<Triple>;

/**
 * Convolution over volumes, without flipping the kernel: y[n, o, i, …] = bias[o] +
 * Σ x[n, c, i · stride + k · dilation − padding, …] · weight[o, c, k, …].
 *
 * Shapes: x [n, inChannels, d, h, w] → [n, outChannels, ⌊(d + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1, …];
 * weight [outChannels, inChannels / groups, kernel depth, kernel height, kernel width]; bias [outChannels].
 * Starts from U(±1/√(inChannels / groups · kernel elements)), as in PyTorch.
 * Source: Ji, Xu, Yang, Yu, "3D Convolutional Neural Networks for Human Action Recognition", 2010.
 *
 * @example
 * const layer = new nn.Conv3d(1, 4, { kernelSize: 3, padding: 1 });
 * layer.forward(zeros([2, 1, 8, 16, 16])).shape; // [2, 4, 8, 16, 16]
 */
export class Conv3d extends Convolution {
  /** Throws: RangeError if an option is out of range, `groups` does not divide the channels, or "same" meets a stride. */
  constructor(inChannels: number, outChannels: number, options: Conv3dOptions) {
    super(3, inChannels, outChannels, options);
  }
}
