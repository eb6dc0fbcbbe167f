import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * Zeros around a sequence; negative numbers cut elements off: y[n, c, i] = x[n, c, i − left] inside, 0 outside.
 *
 * Shapes: [n, channels, length] → each extent with what is added on its two sides; padding: one number, or left, right.
 * Source: PyTorch, `nn.ZeroPad1d`.
 *
 * @example
 * new nn.ZeroPad1d(2).forward(zeros([1, 2, 5])).shape; // [1, 2, 9]
 */
export class ZeroPad1d extends PadLayer {
  /** Throws: RangeError unless there is an integer for each side. */
  constructor(padding: Padding) {
    super(1, padding, "zeros");
  }
}
