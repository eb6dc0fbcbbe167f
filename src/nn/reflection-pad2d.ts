import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * An image mirrored at its first and last elements, which are not repeated: y[n, c, i, …] = x[n, c, last − |last − |i −
 * top||, …], last being h − 1.
 *
 * Shapes: [n, channels, h, w] → each extent with what is added on its two sides; padding: one number, or left, right, top, bottom.
 * Source: PyTorch, `nn.ReflectionPad2d`.
 *
 * @example
 * new nn.ReflectionPad2d(2).forward(zeros([1, 2, 5, 6])).shape; // [1, 2, 9, 10]
 */
export class ReflectionPad2d extends PadLayer {
  /** Throws: RangeError unless there is an integer of at least 0 for each side. */
  constructor(padding: Padding) {
    super(2, padding, "reflect");
  }
}
