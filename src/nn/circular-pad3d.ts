import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * A volume whose ends meet: the last elements come before the first, and the first after the last: y[n, c, i, …] = x[n,
 * c, (i − front) mod d, …].
 *
 * Shapes: [n, channels, d, h, w] → each extent with what is added on its two sides; padding: one number, or left, right, top, bottom, front, back.
 * Source: PyTorch, `functional.pad` with `mode="circular"`.
 *
 * @example
 * new nn.CircularPad3d(2).forward(zeros([1, 2, 4, 5, 6])).shape; // [1, 2, 8, 9, 10]
 */
export class CircularPad3d extends PadLayer {
  /** Throws: RangeError unless there is an integer of at least 0 for each side. */
  constructor(padding: Padding) {
    super(3, padding, "circular");
  }
}
