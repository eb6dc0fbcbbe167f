import type { Pair } from "./axis-numbers.ts";
import { TransposedConvolution, type TransposedConvolutionOptions } from "./convolution.ts";

/** The options of `ConvTranspose2d`. */
export type ConvTranspose2dOptions = TransposedConvolutionOptions<Pair>;

/**
 * The adjoint of `Conv2d` over images, which makes them larger: y[n, o, i · stride + k · dilation − padding, …] is the sum
 * of all x[n, c, i, …] · weight[c, o, k, …], and bias[o].
 *
 * Shapes: x [n, inChannels, h, w] → [n, outChannels, (h − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding +
 * 1, …]; weight [inChannels, outChannels / groups, kernel extents]; bias [outChannels].
 * Starts from U(±1/√(outChannels / groups · kernel elements)), as in PyTorch.
 * Source: Zeiler, Krishnan, Taylor, Fergus, "Deconvolutional Networks", 2010.
 *
 * @example
 * const layer = new nn.ConvTranspose2d(16, 8, { kernelSize: 4, stride: 2, padding: 1 });
 * layer.forward(zeros([8, 16, 7, 7])).shape; // [8, 8, 14, 14]
 */
export class ConvTranspose2d extends TransposedConvolution {
  /** Throws: RangeError if an option is out of range or `groups` does not divide the channels. */
  constructor(inChannels: number, outChannels: number, options: ConvTranspose2dOptions) {
    super(2, inChannels, outChannels, options);
  }
}
