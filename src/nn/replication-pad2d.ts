import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * An image with its first and last elements repeated.
 *
 * Shapes: [n, channels, h, w] → each extent with what is added on its two sides; padding: one number, or left, right, top, bottom.
 *
 * @example
 * new nn.ReplicationPad2d(2).forward(zeros([1, 2, 5, 6])).shape; // [1, 2, 9, 10]
 */
export class ReplicationPad2d extends PadLayer {
  /** Throws: RangeError unless there is an integer of at least 0 for each side. */
  constructor(padding: Padding) {
    super(2, padding, "replicate");
  }
}
