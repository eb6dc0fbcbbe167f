import type { Tensor } from "../tensor/index.ts";
import type { Pair } from "./axis-numbers.ts";
import { Conv2d } from "./conv2d.ts";
import { Module } from "./module.ts";

/**
 * An image as a sequence: each patch, without overlap, one vector, by a convolution whose stride is its kernel: y[n, p]
 * = W · patch[n, p] + bias.
 *
 * Shapes: [n, inChannels, h, w] → [n, patches, features], row by row.
 * Source: Dosovitskiy et al., "An Image is Worth 16x16 Words", 2020, equation 1.
 *
 * @example
 * new nn.PatchEmbedding(3, 64, 8).forward(zeros([2, 3, 32, 40])).shape; // [2, 20, 64]
 */
export class PatchEmbedding extends Module {
  readonly proj: Conv2d;

  /** Throws: RangeError if a number is not a positive integer. */
  constructor(inChannels: number, features: number, patchSize: Pair) {
    super();
    this.proj = new Conv2d(inChannels, features, { kernelSize: patchSize, stride: patchSize });
  }

  /** Throws: RangeError if `x` is not [n, inChannels, height, width], or no patch fits. */
  forward(x: Tensor): Tensor {
    const y = this.proj.forward(x); // [n, features, rows, columns]
    const [n, features, rows, columns] = y.shape as [number, number, number, number];
    return y.reshape([n, features, rows * columns]).transpose(1, 2);
  }
}
