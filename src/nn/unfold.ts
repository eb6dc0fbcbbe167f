import { pad, window } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { axisNumbers, type Pair } from "./axis-numbers.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/** The options of `Unfold` and `Fold`. */
export interface UnfoldOptions {
  /** The distance between elements of a window. Default: 1. */
  readonly dilation?: Pair;
  /** Zeros on both sides of each axis. Default: 0. */
  readonly padding?: Pair;
  /** Default: 1. */
  readonly stride?: Pair;
}

/** How windows lie on an image. */
export interface ImageWindows {
  readonly size: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly number[];
  readonly stride: readonly number[];
}

/** The numbers of a layer's windows. Throws: RangeError if one is out of range. */
export function imageWindows(layer: string, kernelSize: Pair, options: UnfoldOptions): ImageWindows {
  return {
    size: axisNumbers(layer, "kernelSize", kernelSize, { axes: 2, least: 1 }),
    dilation: axisNumbers(layer, "dilation", options.dilation ?? 1, { axes: 2, least: 1 }),
    padding: axisNumbers(layer, "padding", options.padding ?? 0, { axes: 2, least: 0 }),
    stride: axisNumbers(layer, "stride", options.stride ?? 1, { axes: 2, least: 1 }),
  };
}

/**
 * Each window of an image as a column: y[n, (c · kernelHeight + k) · kernelWidth + l, window (i, j)] = x[n, c, i ·
 * stride + k · dilation − padding, …]: im2col.
 *
 * Shapes: [n, channels, h, w] → [n, channels · kernel elements, windows].
 * Source: Chellapilla, Puri, Simard, "High Performance Convolutional Neural Networks for Document Processing", 2006;
 * PyTorch, `nn.Unfold`.
 *
 * @example
 * new nn.Unfold(3).forward(zeros([1, 2, 5, 6])).shape; // [1, 18, 12]
 */
export class Unfold extends Module {
  readonly windows: ImageWindows;

  /** Throws: RangeError if a number is out of range. */
  constructor(kernelSize: Pair, options: UnfoldOptions = {}) {
    super();
    this.windows = imageWindows("Unfold", kernelSize, options);
  }

  /** Throws: RangeError if `x` is not [n, channels, height, width] or smaller than the kernel. */
  forward(x: Tensor): Tensor {
    checkInputTensor("Unfold", "the elements", x);
    if (x.rank !== 4) {
      throw new RangeError(
        `Cannot apply Unfold to a tensor of shape [${x.shape.join(", ")}]: expected [n, channels, height, width], got ` +
          `${x.rank} axes. A single image needs unsqueeze(0).`,
      );
    }
    const { size, dilation, stride, padding } = this.windows;
    const around = [0, 0, ...padding];
    const windows = compute([x], (x) =>
      window(pad(x, { low: around, high: around }), { size, stride, dilation }),
    ); // [n, channels, rows, columns, kernel height, kernel width]
    const [n, channels, rows, columns] = windows.shape as [number, number, number, number];
    const elements = size[0]! * size[1]!;
    return windows.permute([0, 1, 4, 5, 2, 3]).reshape([n, channels * elements, rows * columns]);
  }
}
