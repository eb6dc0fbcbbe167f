import { Conv2d, ConvTranspose2d, Linear, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `ConvAutoencoder`. */
export interface ConvAutoencoderOptions {
  /** Height and width of a picture, a multiple of 4. Default: 28. */
  readonly imageSize?: number;
  /** Channels after the first and the second convolution. Default: [16, 32]. */
  readonly channels?: readonly [first: number, second: number];
  /** Numbers of the code. Default: 32. */
  readonly codeFeatures?: number;
}

/**
 * An autoencoder of pictures: two convolutions with stride 2 and a linear layer squeeze a picture into a code, a linear
 * layer and two transposed convolutions make the picture of it again. 115,217 parameters by default.
 *
 * Shapes: x [n, 1, imageSize, imageSize] → the same, between 0 and 1.
 * Source: Masci, Meier, Cireşan, Schmidhuber, "Stacked Convolutional Auto-Encoders for Hierarchical Feature Extraction",
 * 2011; strides in place of pooling after Radford, Metz, Chintala, "DCGAN", 2015.
 *
 * @example
 * const model = new ConvAutoencoder({ codeFeatures: 8 });
 * model.encode(zeros([2, 1, 28, 28])).shape; // [2, 8]
 */
export class ConvAutoencoder extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly toCode: Linear;
  readonly fromCode: Linear;
  readonly deconv1: ConvTranspose2d;
  readonly deconv2: ConvTranspose2d;
  readonly #smallest: readonly [channels: number, height: number, width: number];

  /** Throws: RangeError unless `imageSize` is a positive multiple of 4. */
  constructor(options: ConvAutoencoderOptions = {}) {
    super();
    const { imageSize = 28, channels = [16, 32], codeFeatures = 32 } = options;
    if (!(imageSize > 0 && imageSize % 4 === 0)) {
      throw new RangeError(
        `Cannot make a ConvAutoencoder for pictures of ${imageSize} × ${imageSize}: expected a positive multiple of 4, ` +
          `since two convolutions halve them. Pad or resize the pictures.`,
      );
    }
    const [first, second] = channels;
    this.#smallest = [second, imageSize / 4, imageSize / 4];
    const flat = second * (imageSize / 4) ** 2;
    this.conv1 = new Conv2d(1, first, { kernelSize: 3, stride: 2, padding: 1 });
    this.conv2 = new Conv2d(first, second, { kernelSize: 3, stride: 2, padding: 1 });
    this.toCode = new Linear(flat, codeFeatures);
    this.fromCode = new Linear(codeFeatures, flat);
    this.deconv1 = new ConvTranspose2d(second, first, { kernelSize: 4, stride: 2, padding: 1 });
    this.deconv2 = new ConvTranspose2d(first, 1, { kernelSize: 4, stride: 2, padding: 1 });
  }

  /** What the convolutions see. Shapes: [n, 1, imageSize, imageSize] → [n, channels[1] · (imageSize / 4)²]. */
  features(x: Tensor): Tensor {
    x = this.conv1.forward(x).relu(); // [n, 16, 14, 14]
    return this.conv2.forward(x).relu().flatten(1); // [n, 32, 7, 7] → [n, 1568]
  }

  /** Shapes: [n, 1, imageSize, imageSize] → [n, codeFeatures]. */
  encode(x: Tensor): Tensor {
    return this.toCode.forward(this.features(x));
  }

  /** Shapes: [n, codeFeatures] → [n, 1, imageSize, imageSize]. */
  decode(code: Tensor): Tensor {
    let x = this.fromCode.forward(code).relu(); // [n, 1568]
    x = x.reshape([code.shape[0]!, ...this.#smallest]); // [n, 32, 7, 7]
    x = this.deconv1.forward(x).relu(); // [n, 16, 14, 14]
    return this.deconv2.forward(x).sigmoid(); // [n, 1, 28, 28]
  }

  forward(x: Tensor): Tensor {
    return this.decode(this.encode(x));
  }
}
