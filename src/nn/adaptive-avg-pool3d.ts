import { AdaptiveAvgPooling, type OutputSize } from "./adaptive-pooling.ts";

/**
 * The mean of each of `outputSize` windows that cover a volume evenly: window i of an axis reaches from ⌊i · extent / size⌋ to
 * ⌈(i + 1) · extent / size⌉. A size of null keeps the extent.
 *
 * Shapes: [n, channels, d, h, w] → [n, channels, outputSize…].
 * Source: He, Zhang, Ren, Sun, "Spatial Pyramid Pooling in Deep Convolutional Networks", 2014; PyTorch,
 * `nn.AdaptiveAvgPool3d`.
 *
 * @example
 * new nn.AdaptiveAvgPool3d([2, 5, 7]).forward(zeros([2, 3, 4, 12, 10])).shape; // [2, 3, 2, 5, 7]
 */
export class AdaptiveAvgPool3d extends AdaptiveAvgPooling {
  /** Throws: RangeError unless sizes are positive integers or null. */
  constructor(outputSize: OutputSize) {
    super(3, outputSize);
  }
}
