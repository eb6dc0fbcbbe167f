import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * Zeros around an image; negative numbers cut elements off: y[n, c, i, …] = x[n, c, i − top, …] inside, 0 outside.
 *
 * Shapes: [n, channels, h, w] → each extent with what is added on its two sides; padding: one number, or left, right, top, bottom.
 * Source: PyTorch, `nn.ZeroPad2d`.
 *
 * @example
 * new nn.ZeroPad2d(2).forward(zeros([1, 2, 5, 6])).shape; // [1, 2, 9, 10]
 */
export class ZeroPad2d extends PadLayer {
  /** Throws: RangeError unless there is an integer for each side. */
  constructor(padding: Padding) {
    super(2, padding, "zeros");
  }
}
