import { BatchNorm2d, Conv2d, ConvTranspose2d, Dropout, leakyRelu, Module } from "../nn/index.ts";
import { concat, type Tensor } from "../tensor/index.ts";

/** The options of `Pix2Pix`. */
export interface Pix2PixOptions {
  /** Channels of the image that is given. Default: 1. */
  readonly inChannels?: number;
  /** Channels of the image that is made. Default: 1. */
  readonly outChannels?: number;
  /** Channels where the image has half its size; twice as many where it has a quarter. Default: 64. */
  readonly channels?: number;
}

/**
 * A generator that makes one image of another, a U-Net whose noise is dropout, against a discriminator that sees both and
 * judges them patch by patch; two halvings, for small images. 679,042 parameters by default.
 *
 * Shapes: x [n, inChannels, h, w] with h and w multiples of 4 → `generator` → images [n, outChannels, h, w] from 0 to 1; x
 * and images → `discriminator` → logits of being real [n, 1, h / 4, w / 4].
 * Source: Isola, Zhu, Zhou, Efros, "Image-to-Image Translation with Conditional Adversarial Networks", 2017, section 3.2 and
 * appendix 6.1.
 *
 * @example
 * const { generator, discriminator } = new Pix2Pix({ channels: 8 });
 * const edges = rand([2, 1, 28, 28]);
 * discriminator.forward(edges, generator.forward(edges)).shape; // [2, 1, 7, 7]
 */
export class Pix2Pix extends Module {
  readonly generator: Pix2PixGenerator;
  readonly discriminator: PatchDiscriminator;

  /** Throws: RangeError if an option is no positive integer. */
  constructor(options: Pix2PixOptions = {}) {
    super();
    const { inChannels = 1, outChannels = 1, channels = 64 } = options;
    this.generator = new Pix2PixGenerator(inChannels, outChannels, channels);
    this.discriminator = new PatchDiscriminator(inChannels + outChannels, channels);
  }
}

const halving = { kernelSize: 4, stride: 2, padding: 1 };

class Pix2PixGenerator extends Module {
  readonly down1: Conv2d;
  readonly down2: Conv2d;
  readonly downNorm2: BatchNorm2d;
  readonly middle: Conv2d;
  readonly middleNorm: BatchNorm2d;
  readonly dropout = new Dropout(0.5);
  readonly up1: ConvTranspose2d;
  readonly upNorm1: BatchNorm2d;
  readonly up2: ConvTranspose2d;

  constructor(inChannels: number, outChannels: number, channels: number) {
    super();
    this.down1 = new Conv2d(inChannels, channels, halving);
    this.down2 = new Conv2d(channels, 2 * channels, { ...halving, bias: false });
    this.downNorm2 = new BatchNorm2d(2 * channels);
    this.middle = new Conv2d(2 * channels, 2 * channels, { kernelSize: 3, padding: 1, bias: false });
    this.middleNorm = new BatchNorm2d(2 * channels);
    this.up1 = new ConvTranspose2d(4 * channels, channels, { ...halving, bias: false });
    this.upNorm1 = new BatchNorm2d(channels);
    this.up2 = new ConvTranspose2d(2 * channels, outChannels, halving);
  }

  forward(x: Tensor): Tensor {
    const half = leakyRelu(this.down1.forward(x), 0.2); // [n, 64, h / 2, w / 2]
    const quarter = leakyRelu(this.downNorm2.forward(this.down2.forward(half)), 0.2); // [n, 128, h / 4, w / 4]
    let y = this.dropout.forward(this.middleNorm.forward(this.middle.forward(quarter))).relu(); // [n, 128, h / 4, w / 4]
    y = this.upNorm1.forward(this.up1.forward(concat([y, quarter], { axis: 1 }))).relu(); // [n, 64, h / 2, w / 2]
    return this.up2.forward(concat([y, half], { axis: 1 })).sigmoid(); // [n, 1, h, w]
  }
}

class PatchDiscriminator extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly norm2: BatchNorm2d;
  readonly output: Conv2d;

  constructor(channelsOfBoth: number, channels: number) {
    super();
    this.conv1 = new Conv2d(channelsOfBoth, channels, halving);
    this.conv2 = new Conv2d(channels, 2 * channels, { ...halving, bias: false });
    this.norm2 = new BatchNorm2d(2 * channels);
    this.output = new Conv2d(2 * channels, 1, { kernelSize: 3, padding: 1 });
  }

  forward(x: Tensor, images: Tensor): Tensor {
    let y = leakyRelu(this.conv1.forward(concat([x, images], { axis: 1 })), 0.2); // [n, 64, h / 2, w / 2]
    y = leakyRelu(this.norm2.forward(this.conv2.forward(y)), 0.2); // [n, 128, h / 4, w / 4]
    return this.output.forward(y); // [n, 1, h / 4, w / 4]
  }
}
