import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * An image whose ends meet: the last elements come before the first, and the first after the last: y[n, c, i, …] = x[n,
 * c, (i − top) mod h, …].
 *
 * Shapes: [n, channels, h, w] → each extent with what is added on its two sides; padding: one number, or left, right, top, bottom.
 * Source: PyTorch, `functional.pad` with `mode="circular"`.
 *
 * @example
 * new nn.CircularPad2d(2).forward(zeros([1, 2, 5, 6])).shape; // [1, 2, 9, 10]
 */
export class CircularPad2d extends PadLayer {
  /** Throws: RangeError unless there is an integer of at least 0 for each side. */
  constructor(padding: Padding) {
    super(2, padding, "circular");
  }
}
