import type { Tensor } from "../tensor/index.ts";
import { Conv2d } from "./conv2d.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * y = x · σ(fc2(relu(fc1(mean of each channel)))): channels weighed by what is in all of them. Names are torchvision's.
 *
 * Shapes: [n, channels, height, width] → the same; `squeezeChannels` between the two convolutions of 1 × 1.
 * Source: Hu, Shen, Albanie, Sun, Wu, "Squeeze-and-Excitation Networks", 2017, section 3.
 *
 * @example
 * new nn.SqueezeExcite(32, 8).forward(zeros([2, 32, 7, 7])).shape; // [2, 32, 7, 7]
 */
export class SqueezeExcite extends Module {
  readonly fc1: Conv2d;
  readonly fc2: Conv2d;

  /** Throws: RangeError if a number is not a positive integer. */
  constructor(channels: number, squeezeChannels: number) {
    super();
    this.fc1 = new Conv2d(channels, squeezeChannels, { kernelSize: 1 });
    this.fc2 = new Conv2d(squeezeChannels, channels, { kernelSize: 1 });
  }

  /** Throws: RangeError if `x` is not [n, channels, height, width]. */
  forward(x: Tensor): Tensor {
    checkInputTensor("SqueezeExcite", "the elements", x);
    const squeezed = x.mean({ axis: [2, 3], keepDims: true });
    const scale = this.fc2.forward(this.fc1.forward(squeezed).relu()).sigmoid();
    return x.mul(scale);
  }
}
