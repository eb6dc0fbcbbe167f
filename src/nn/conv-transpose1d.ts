import type { Single } from "./axis-numbers.ts";
import { TransposedConvolution, type TransposedConvolutionOptions } from "./convolution.ts";

/** The options of `ConvTranspose1d`. */
export type ConvTranspose1dOptions = TransposedConvolutionOptions<Single>;

/**
 * The adjoint of `Conv1d` over sequences, which makes them larger: y[n, o, i · stride + k · dilation − padding] is the sum
 * of all x[n, c, i] · weight[c, o, k], and bias[o].
 *
 * Shapes: x [n, inChannels, l] → [n, outChannels, (l − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding +
 * 1]; weight [inChannels, outChannels / groups, kernel]; bias [outChannels].
 * Starts from U(±1/√(outChannels / groups · kernel elements)), as in PyTorch.
 * Source: Zeiler, Krishnan, Taylor, Fergus, "Deconvolutional Networks", 2010.
 *
 * @example
 * const layer = new nn.ConvTranspose1d(16, 8, { kernelSize: 4, stride: 2, padding: 1 });
 * layer.forward(zeros([8, 16, 50])).shape; // [8, 8, 100]
 */
export class ConvTranspose1d extends TransposedConvolution {
  /** Throws: RangeError if an option is out of range or `groups` does not divide the channels. */
  constructor(inChannels: number, outChannels: number, options: ConvTranspose1dOptions) {
    super(1, inChannels, outChannels, options);
  }
}
