import { AdaptiveAvgPooling, type OutputSize } from "./adaptive-pooling.ts";

/**
 * The mean of each of `outputSize` windows that cover a sequence evenly: window i of an axis reaches from ⌊i · extent / size⌋ to
 * ⌈(i + 1) · extent / size⌉. A size of null keeps the extent.
 *
 * Shapes: [n, channels, length] → [n, channels, outputSize…].
 * Source: He, Zhang, Ren, Sun, "Spatial Pyramid Pooling in Deep Convolutional Networks", 2014; PyTorch,
 * `nn.AdaptiveAvgPool1d`.
 *
 * @example
 * new nn.AdaptiveAvgPool1d(5).forward(zeros([2, 3, 12])).shape; // [2, 3, 5]
 */
export class AdaptiveAvgPool1d extends AdaptiveAvgPooling {
  /** Throws: RangeError unless sizes are positive integers or null. */
  constructor(outputSize: OutputSize) {
    super(1, outputSize);
  }
}
