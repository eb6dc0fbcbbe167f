import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * A sequence mirrored at its first and last elements, which are not repeated: y[n, c, i] = x[n, c, last − |last − |i −
 * left||], last being length − 1.
 *
 * Shapes: [n, channels, length] → each extent with what is added on its two sides; padding: one number, or left, right.
 * Source: PyTorch, `nn.ReflectionPad1d`.
 *
 * @example
 * new nn.ReflectionPad1d(2).forward(zeros([1, 2, 5])).shape; // [1, 2, 9]
 */
export class ReflectionPad1d extends PadLayer {
  /** Throws: RangeError unless there is an integer of at least 0 for each side. */
  constructor(padding: Padding) {
    super(1, padding, "reflect");
  }
}
