import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * A sequence whose ends meet: the last elements come before the first, and the first after the last: y[n, c, i] = x[n,
 * c, (i − left) mod length].
 *
 * Shapes: [n, channels, length] → each extent with what is added on its two sides; padding: one number, or left, right.
 * Source: PyTorch, `functional.pad` with `mode="circular"`.
 *
 * @example
 * new nn.CircularPad1d(2).forward(zeros([1, 2, 5])).shape; // [1, 2, 9]
 */
export class CircularPad1d extends PadLayer {
  /** Throws: RangeError unless there is an integer of at least 0 for each side. */
  constructor(padding: Padding) {
    super(1, padding, "circular");
  }
}
