import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * A sequence with its first and last elements repeated: y[n, c, i] = x[n, c, min(max(i − left, 0), length − 1)].
 *
 * Shapes: [n, channels, length] → each extent with what is added on its two sides; padding: one number, or left, right.
 * Source: PyTorch, `nn.ReplicationPad1d`.
 *
 * @example
 * new nn.ReplicationPad1d(2).forward(zeros([1, 2, 5])).shape; // [1, 2, 9]
 */
export class ReplicationPad1d extends PadLayer {
  /** Throws: RangeError unless there is an integer of at least 0 for each side. */
  constructor(padding: Padding) {
    super(1, padding, "replicate");
  }
}
