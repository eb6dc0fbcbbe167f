import { avgPool } from "../ops/index.ts";
import { compute, ones, type Tensor } from "../tensor/index.ts";
import { Module } from "./module.ts";
import type { Pair } from "./pair.ts";
import { poolingWindow } from "./pooling-window.ts";

/** The options of `AvgPool2d`. */
export interface AvgPool2dOptions {
  /** Default: the kernel's size. */
  readonly stride?: Pair;
  /** Zeros on both sides of each axis, at most half the kernel. Default: 0. */
  readonly padding?: Pair;
  /** Whether these zeros count as elements of the mean. Default: true. */
  readonly countIncludePad?: boolean;
}

/**
 * The mean of each window of an image.
 *
 * Shapes: [n, channels, h, w] → [n, channels, ⌊(h + 2 · padding − kernel) / stride⌋ + 1, …].
 *
 * @example
 * new nn.AvgPool2d(2).forward(zeros([8, 32, 28, 28])).shape; // [8, 32, 14, 14]
 */
export class AvgPool2d extends Module {
  readonly kernelSize: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly padding: readonly [height: number, width: number];
  readonly countIncludePad: boolean;

  /** Throws: RangeError if a number is out of range or the padding is larger than half the kernel. */
  constructor(kernelSize: Pair, options: AvgPool2dOptions = {}) {
    super();
    [this.kernelSize, this.stride, this.padding] = poolingWindow("AvgPool2d", kernelSize, options);
    this.countIncludePad = options.countIncludePad ?? true;
  }

  /** Throws: RangeError if `x` does not have four axes or is smaller than the kernel. */
  forward(x: Tensor): Tensor {
    const means = this.pool(x);
    if (this.countIncludePad || this.padding.every((margin) => margin === 0)) return means;
    // The mean of ones and padding zeros is the share of elements that are not padding.
    return means.div(this.pool(ones([1, 1, ...x.shape.slice(2)])));
  }

  private pool(x: Tensor): Tensor {
    const { kernelSize: size, stride, padding } = this;
    return compute([x], (images) => avgPool(images, { size, stride, padding }));
  }
}
