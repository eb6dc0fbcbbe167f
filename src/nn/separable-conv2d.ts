import type { Tensor } from "../tensor/index.ts";
import { Conv2d, type Conv2dOptions } from "./conv2d.ts";
import { checkKernelOptions } from "./convolution.ts";
import { Module } from "./module.ts";

/**
 * A convolution of each channel by itself, then one of 1 × 1 over all channels, y = pointwise(depthwise(x)): nearly as
 * good as a whole one, with far fewer products.
 *
 * Shapes: [n, inChannels, h, w] → [n, outChannels, …], as `Conv2d`; depthwise.weight [inChannels, 1, kernel height, kernel
 * width], pointwise.weight [outChannels, inChannels, 1, 1].
 * Source: Chollet, "Xception", 2016; Howard et al., "MobileNets", 2017, section 3.1.
 *
 * @example
 * new nn.SeparableConv2d(8, 16, { kernelSize: 3, padding: 1 }).forward(zeros([1, 8, 5, 6])).shape; // [1, 16, 5, 6]
 */
export class SeparableConv2d extends Module {
  readonly depthwise: Conv2d;
  readonly pointwise: Conv2d;

  /** Throws: RangeError if an option is out of range. */
  constructor(inChannels: number, outChannels: number, options: Omit<Conv2dOptions, "groups">) {
    super();
    checkKernelOptions("SeparableConv2d", options);
    this.depthwise = new Conv2d(inChannels, inChannels, { ...options, groups: inChannels, bias: false });
    const bias = options.bias ?? true;
    this.pointwise = new Conv2d(inChannels, outChannels, { kernelSize: 1, bias });
  }

  /** Throws: RangeError if `x` is not [n, inChannels, height, width] or smaller than the kernel. */
  forward(x: Tensor): Tensor {
    return this.pointwise.forward(this.depthwise.forward(x));
  }
}
