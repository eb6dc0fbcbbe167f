import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * An image with its first and last elements repeated: y[n, c, i, …] = x[n, c, min(max(i − top, 0), h − 1), …].
 *
 * Shapes: [n, channels, h, w] → each extent with what is added on its two sides; padding: one number, or left, right, top, bottom.
 * Source: PyTorch, `nn.ReplicationPad2d`.
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
