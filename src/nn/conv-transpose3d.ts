import type { Triple } from "./axis-numbers.ts";
import { TransposedConvolution, type TransposedConvolutionOptions } from "./convolution.ts";

/** The options of `ConvTranspose3d`. */
export type ConvTranspose3dOptions = TransposedConvolutionOptions<Triple>;

/**
 * The adjoint of `Conv3d` over volumes, which makes them larger: y[n, o, i · stride + k · dilation − padding, …] is the sum
 * of all x[n, c, i, …] · weight[c, o, k, …], and bias[o].
 *
 * Shapes: x [n, inChannels, d, h, w] → [n, outChannels, (d − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding +
 * 1, …]; weight [inChannels, outChannels / groups, kernel extents]; bias [outChannels].
 * Starts from U(±1/√(outChannels / groups · kernel elements)), as in PyTorch.
 * Source: Zeiler, Krishnan, Taylor, Fergus, "Deconvolutional Networks", 2010.
 *
 * @example
 * const layer = new nn.ConvTranspose3d(4, 2, { kernelSize: 4, stride: 2, padding: 1 });
 * layer.forward(zeros([1, 4, 3, 4, 5])).shape; // [1, 2, 6, 8, 10]
 */
export class ConvTranspose3d extends TransposedConvolution {
  /** Throws: RangeError if an option is out of range or `groups` does not divide the channels. */
  constructor(inChannels: number, outChannels: number, options: ConvTranspose3dOptions) {
    super(3, inChannels, outChannels, options);
  }
}
