import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * A volume with its first and last elements repeated: y[n, c, i, …] = x[n, c, min(max(i − front, 0), d − 1), …].
 *
 * Shapes: [n, channels, d, h, w] → each extent with what is added on its two sides; padding: one number, or left, right, top, bottom, front, back.
 * Source: PyTorch, `nn.ReplicationPad3d`.
 *
 * @example
 * new nn.ReplicationPad3d(2).forward(zeros([1, 2, 4, 5, 6])).shape; // [1, 2, 8, 9, 10]
 */
export class ReplicationPad3d extends PadLayer {
  /** Throws: RangeError unless there is an integer of at least 0 for each side. */
  constructor(padding: Padding) {
    super(3, padding, "replicate");
  }
}
