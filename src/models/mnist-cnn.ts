import { Conv2d, Dropout, Linear, MaxPool2d, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `MnistCNN`. */
export interface MnistCNNOptions {
  /** Height and width of an image, a multiple of 4. Default: 28. */
  readonly imageSize?: number;
  /** 1 for grey, 3 for colour. Default: 1. */
  readonly inChannels?: number;
  /** Channels after the first and after the second convolution. Default: [32, 64]. */
  readonly channels?: readonly [first: number, second: number];
  /** Units of the dense layer. Default: 128. */
  readonly hidden?: number;
  /** Default: 10. */
  readonly numClasses?: number;
  /** The share of the dense layer's units that are dropped in training. Default: 0.5. */
  readonly dropout?: number;
}

/**
 * A small convolutional network for small pictures such as MNIST's digits: two 3×3 convolutions, each followed by
 * ReLU and 2×2 max pooling, a dense layer with dropout, and one logit a class. 421,642 parameters by default.
 *
 * Shapes: x [n, inChannels, imageSize, imageSize] → logits [n, numClasses].
 *
 * @example
 * const model = new MnistCNN({ channels: [16, 32] });
 */
export class MnistCNN extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly pool = new MaxPool2d(2);
  readonly dense1: Linear;
  readonly dropout: Dropout;
  readonly dense2: Linear;

  /** Throws: RangeError if `imageSize` is not a positive multiple of 4. */
  constructor(options: MnistCNNOptions = {}) {
    super();
    const { imageSize = 28, inChannels = 1, channels = [32, 64], hidden = 128, numClasses = 10 } = options;
    if (!(imageSize > 0 && imageSize % 4 === 0)) {
      throw new RangeError(
        `Cannot make a MnistCNN for images of ${imageSize} × ${imageSize}: expected a positive multiple of 4, since ` +
          `two poolings halve them. Pad or resize the images.`,
      );
    }
    const pooled = imageSize / 4;
    this.conv1 = new Conv2d(inChannels, channels[0], { kernelSize: 3, padding: 1 });
    this.conv2 = new Conv2d(channels[0], channels[1], { kernelSize: 3, padding: 1 });
    this.dense1 = new Linear(channels[1] * pooled * pooled, hidden);
    this.dropout = new Dropout(options.dropout ?? 0.5);
    this.dense2 = new Linear(hidden, numClasses);
  }

  forward(x: Tensor): Tensor {
    x = this.pool.forward(this.conv1.forward(x).relu()); // [n, 32, 14, 14]
    x = this.pool.forward(this.conv2.forward(x).relu()); // [n, 64, 7, 7]
    x = this.dense1.forward(x.flatten(1)).relu(); // [n, 3136] → [n, 128]
    return this.dense2.forward(this.dropout.forward(x)); // [n, 10]
  }
}
