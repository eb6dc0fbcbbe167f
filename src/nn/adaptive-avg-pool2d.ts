import { AdaptiveAvgPooling, type OutputSize } from "./adaptive-pooling.ts";

/**
 * The mean of each of `outputSize` windows that cover an image evenly: window i of an axis reaches from ⌊i · extent / size⌋ to
 * ⌈(i + 1) · extent / size⌉. A size of null keeps the extent.
 *
 * Shapes: [n, channels, h, w] → [n, channels, outputSize…].
 * Source: He, Zhang, Ren, Sun, "Spatial Pyramid Pooling in Deep Convolutional Networks", 2014; PyTorch,
 * `nn.AdaptiveAvgPool2d`.
 *
 * @example
 * new nn.AdaptiveAvgPool2d([5, 7]).forward(zeros([2, 3, 12, 10])).shape; // [2, 3, 5, 7]
 */
export class AdaptiveAvgPool2d extends AdaptiveAvgPooling {
  /** Throws: RangeError unless sizes are positive integers or null. */
  constructor(outputSize: OutputSize) {
    super(2, outputSize);
  }
}
