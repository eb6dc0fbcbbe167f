import type { Pair } from "./axis-numbers.ts";
import { Convolution, type ConvolutionOptions } from "./convolution.ts";

/** The options of `Conv2d`. */
export type Conv2dOptions = ConvolutionOptions<Pair>;

/**
 * Convolution over images, without flipping the kernel: y[n, o, i, …] = bias[o] +
 * Σ x[n, c, i · stride + k · dilation − padding, …] · weight[o, c, k, …].
 *
 * Shapes: x [n, inChannels, h, w] → [n, outChannels, ⌊(h + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1, …];
 * weight [outChannels, inChannels / groups, kernel height, kernel width]; bias [outChannels].
 * Starts from U(±1/√(inChannels / groups · kernel elements)), as in PyTorch.
 * Source: LeCun et al., "Backpropagation Applied to Handwritten Zip Code Recognition", 1989.
 *
 * @example
 * const layer = new nn.Conv2d(1, 32, { kernelSize: 3, padding: 1 });
 * layer.forward(zeros([8, 1, 28, 28])).shape; // [8, 32, 28, 28]
 */
export class Conv2d extends Convolution {
  /** Throws: RangeError if an option is out of range, `groups` does not divide the channels, or "same" meets a stride. */
  constructor(inChannels: number, outChannels: number, options: Conv2dOptions) {
    super(2, inChannels, outChannels, options);
  }
}
