import type { Tensor } from "../tensor/index.ts";
import { Conv1d } from "./conv1d.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { paddedWith } from "./padding-mode.ts";

/** The options of `CausalConv1d`. */
export interface CausalConv1dOptions {
  readonly kernelSize: number;
  /** The distance between elements that a kernel looks at. Default: 1. */
  readonly dilation?: number;
  /** Independent parts that input and output channels are divided into. Default: 1. */
  readonly groups?: number;
  /** Whether a bias is added to each channel. Default: true. */
  readonly bias?: boolean;
}

/**
 * `Conv1d` over what came before: an output sees its own element and those to the left, with zeros before the first:
 * y[n, o, i] = bias[o] + Σ x[n, c, i − k · dilation] · weight[o, c, kernelSize − 1 − k].
 *
 * Shapes: [n, inChannels, length] → [n, outChannels, length].
 * Source: van den Oord et al., "WaveNet", 2016, section 2.1.
 *
 * @example
 * new nn.CausalConv1d(4, 8, { kernelSize: 2, dilation: 4 }).forward(zeros([1, 4, 20])).shape; // [1, 8, 20]
 */
export class CausalConv1d extends Module {
  readonly conv: Conv1d;

  /** Throws: RangeError if an option is out of range or `groups` does not divide the channels. */
  constructor(inChannels: number, outChannels: number, options: CausalConv1dOptions) {
    super();
    this.conv = new Conv1d(inChannels, outChannels, options);
  }

  /** Throws: RangeError if `x` is not [n, inChannels, length]. */
  forward(x: Tensor): Tensor {
    checkInputTensor("CausalConv1d", "the elements", x);
    const before = this.conv.dilation[0]! * (this.conv.kernelSize[0]! - 1);
    return this.conv.forward(paddedWith(x, [[before, 0]], 0));
  }
}
