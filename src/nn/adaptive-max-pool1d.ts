import { AdaptiveMaxPooling, type OutputSize } from "./adaptive-pooling.ts";

/**
 * The greatest element of each of `outputSize` windows that cover a sequence evenly: window i of an axis reaches from ⌊i · extent / size⌋ to
 * ⌈(i + 1) · extent / size⌉. A size of null keeps the extent. Its gradient goes to the first of equal ones.
 *
 * Shapes: [n, channels, length] → [n, channels, outputSize…].
 * Source: He, Zhang, Ren, Sun, "Spatial Pyramid Pooling in Deep Convolutional Networks", 2014; PyTorch,
 * `nn.AdaptiveMaxPool1d`.
 *
 * @example
 * new nn.AdaptiveMaxPool1d(5).forward(zeros([2, 3, 12])).shape; // [2, 3, 5]
 */
export class AdaptiveMaxPool1d extends AdaptiveMaxPooling {
  /** Throws: RangeError unless sizes are positive integers or null. */
  constructor(outputSize: OutputSize) {
    super(1, outputSize);
  }
}
