import type { Single } from "./axis-numbers.ts";
import { Convolution, type ConvolutionOptions } from "./convolution.ts";

/** The options of `Conv1d`. */
export type Conv1dOptions = ConvolutionOptions<Single>;

/**
 * Convolution over sequences, without flipping the kernel: y[n, o, i] = bias[o] +
 * Σ x[n, c, i · stride + k · dilation − padding] · weight[o, c, k].
 *
 * Shapes: x [n, inChannels, l] → [n, outChannels, ⌊(l + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1];
 * weight [outChannels, inChannels / groups, kernel]; bias [outChannels].
 * Starts from U(±1/√(inChannels / groups · kernel elements)), as in PyTorch.
 * Source: Waibel, Hanazawa, Hinton, Shikano, Lang, "Phoneme Recognition Using Time-Delay Neural Networks", 1989.
 *
 * @example
 * const layer = new nn.Conv1d(16, 32, { kernelSize: 3, padding: 1 });
 * layer.forward(zeros([8, 16, 100])).shape; // [8, 32, 100]
 */
export class Conv1d extends Convolution {
  /** Throws: RangeError if an option is out of range, `groups` does not divide the channels, or "same" meets a stride. */
  constructor(inChannels: number, outChannels: number, options: Conv1dOptions) {
    super(1, inChannels, outChannels, options);
  }
}
