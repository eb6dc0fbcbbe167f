import { BatchNorm2d, Conv2d, ConvTranspose2d, init, Linear, leakyRelu, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `DCGAN`. */
export interface DCGANOptions {
  /** Numbers of noise that an image is made from. Default: 100. */
  readonly noise?: number;
  /** 1 for grey, 3 for colour. Default: 1. */
  readonly imageChannels?: number;
  /** Height and width of an image, a multiple of 4. Default: 28. */
  readonly imageSize?: number;
  /** Channels where the image has half its size; twice as many where it has a quarter. Default: 64. */
  readonly channels?: number;
}

/**
 * A generator of transposed convolutions against a discriminator of strided ones, batch normalisation between, neither
 * pooling nor hidden dense layers; two halvings, for small images. 898,370 parameters by default.
 *
 * Shapes: noise [n, noise] → `generator` → images [n, imageChannels, imageSize, imageSize] from −1 to 1 → `discriminator` →
 * logits of being real [n, 1].
 * Starts from N(0, 0.02²), norms from N(1, 0.02²).
 * Source: Radford, Metz, Chintala, "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial
 * Networks", 2016, sections 3 and 4.
 *
 * @example
 * const { generator, discriminator } = new DCGAN({ channels: 16 });
 * discriminator.forward(generator.forward(randn([4, 100]))).shape; // [4, 1]
 */
export class DCGAN extends Module {
  readonly generator: DCGANGenerator;
  readonly discriminator: DCGANDiscriminator;

  /** Throws: RangeError if `imageSize` is not a positive multiple of 4, or another option no positive integer. */
  constructor(options: DCGANOptions = {}) {
    super();
    const { noise = 100, imageChannels = 1, imageSize = 28, channels = 64 } = options;
    if (!(imageSize > 0 && imageSize % 4 === 0)) {
      throw new RangeError(
        `Cannot make a DCGAN for images of ${imageSize} × ${imageSize}: expected a positive multiple of 4, since two strides ` +
          `halve them, got another. Pad or resize the images.`,
      );
    }
    this.generator = new DCGANGenerator({ noise, imageChannels, imageSize, channels });
    this.discriminator = new DCGANDiscriminator({ noise, imageChannels, imageSize, channels });
    for (const [name, parameter] of this.namedParameters()) {
      const norm = /norm\d\.weight$/.test(name);
      if (norm || parameter.rank > 1) init.normal(parameter, { mean: norm ? 1 : 0, std: 0.02 });
    }
  }
}

const up = { kernelSize: 4, stride: 2, padding: 1, bias: false };
const down = { kernelSize: 4, stride: 2, padding: 1, bias: false };

class DCGANGenerator extends Module {
  readonly project: Linear;
  readonly norm1: BatchNorm2d;
  readonly conv1: ConvTranspose2d;
  readonly norm2: BatchNorm2d;
  readonly conv2: ConvTranspose2d;
  readonly #size: number;

  constructor({ noise, imageChannels, imageSize, channels }: Required<DCGANOptions>) {
    super();
    this.#size = imageSize / 4;
    this.project = new Linear(noise, 2 * channels * this.#size ** 2, { bias: false });
    this.norm1 = new BatchNorm2d(2 * channels);
    this.conv1 = new ConvTranspose2d(2 * channels, channels, up);
    this.norm2 = new BatchNorm2d(channels);
    this.conv2 = new ConvTranspose2d(channels, imageChannels, { ...up, bias: true });
  }

  forward(noise: Tensor): Tensor {
    let x = this.project.forward(noise).reshape([noise.shape[0]!, -1, this.#size, this.#size]); // [n, 128, 7, 7]
    x = this.norm1.forward(x).relu();
    x = this.norm2.forward(this.conv1.forward(x)).relu(); // [n, 64, 14, 14]
    return this.conv2.forward(x).tanh(); // [n, 1, 28, 28]
  }
}

class DCGANDiscriminator extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly norm2: BatchNorm2d;
  readonly output: Linear;

  constructor({ imageChannels, imageSize, channels }: Required<DCGANOptions>) {
    super();
    this.conv1 = new Conv2d(imageChannels, channels, { ...down, bias: true });
    this.conv2 = new Conv2d(channels, 2 * channels, down);
    this.norm2 = new BatchNorm2d(2 * channels);
    this.output = new Linear(2 * channels * (imageSize / 4) ** 2, 1);
  }

  forward(images: Tensor): Tensor {
    let x = leakyRelu(this.conv1.forward(images), 0.2); // [n, 64, 14, 14]
    x = leakyRelu(this.norm2.forward(this.conv2.forward(x)), 0.2); // [n, 128, 7, 7]
    return this.output.forward(x.flatten(1)); // [n, 1]
  }
}
