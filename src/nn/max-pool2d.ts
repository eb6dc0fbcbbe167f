import { maxPool } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { Module } from "./module.ts";
import type { Pair } from "./pair.ts";
import { poolingWindow } from "./pooling-window.ts";

/** The options of `MaxPool2d`. */
export interface MaxPool2dOptions {
  /** Default: the kernel's size. */
  readonly stride?: Pair;
  /** Elements of −∞ on both sides of each axis, at most half the kernel. Default: 0. */
  readonly padding?: Pair;
}

/**
 * The greatest element of each window of an image. Its gradient goes to the first of equal ones.
 *
 * Shapes: [n, channels, h, w] → [n, channels, ⌊(h + 2 · padding − kernel) / stride⌋ + 1, …].
 *
 * @example
 * new nn.MaxPool2d(2).forward(zeros([8, 32, 28, 28])).shape; // [8, 32, 14, 14]
 */
export class MaxPool2d extends Module {
  readonly kernelSize: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly padding: readonly [height: number, width: number];

  /** Throws: RangeError if a number is out of range or the padding is larger than half the kernel. */
  constructor(kernelSize: Pair, options: MaxPool2dOptions = {}) {
    super();
    [this.kernelSize, this.stride, this.padding] = poolingWindow("MaxPool2d", kernelSize, options);
  }

  /** Throws: RangeError if `x` does not have four axes or is smaller than the kernel. */
  forward(x: Tensor): Tensor {
    const { kernelSize: size, stride, padding } = this;
    return compute([x], (images) => maxPool(images, { size, stride, padding }));
  }
}
