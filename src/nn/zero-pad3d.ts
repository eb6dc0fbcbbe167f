import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * Zeros around a volume; negative numbers cut elements off: y[n, c, i, …] = x[n, c, i − front, …] inside, 0 outside.
 *
 * Shapes: [n, channels, d, h, w] → each extent with what is added on its two sides; padding: one number, or left, right, top, bottom, front, back.
 * Source: PyTorch, `nn.ZeroPad3d`.
 *
 * @example
 * new nn.ZeroPad3d(2).forward(zeros([1, 2, 4, 5, 6])).shape; // [1, 2, 8, 9, 10]
 */
export class ZeroPad3d extends PadLayer {
  /** Throws: RangeError unless there is an integer for each side. */
  constructor(padding: Padding) {
    super(3, padding, "zeros");
  }
}
