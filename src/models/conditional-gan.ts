import {
  BatchNorm2d,
  Conv2d,
  ConvTranspose2d,
  Embedding,
  init,
  Linear,
  leakyRelu,
  Module,
} from "../nn/index.ts";
import { arange, concat, type Tensor } from "../tensor/index.ts";

/** The options of `ConditionalGAN`. */
export interface ConditionalGANOptions {
  /** Numbers of noise that an image is made from. Default: 100. */
  readonly noise?: number;
  /** Default: 10. */
  readonly numClasses?: number;
  /** 1 for grey, 3 for colour. Default: 1. */
  readonly imageChannels?: number;
  /** Height and width of an image, a multiple of 4. Default: 28. */
  readonly imageSize?: number;
  /** Channels where the image has half its size; twice as many where it has a quarter. Default: 64. */
  readonly channels?: number;
}

/**
 * A generator that is told of which class an image is to be, against a discriminator that is told of which class it is said
 * to be. 972,610 parameters by default.
 *
 * Shapes: noise [n, noise] and labels [n] int32 → `generator` → images [n, imageChannels, imageSize, imageSize] from −1 to 1;
 * with labels → `discriminator` → logits of being real and of that class [n, 1].
 * Starts from N(0, 0.02²), norms from N(1, 0.02²).
 * Source: Mirza, Osindero, "Conditional Generative Adversarial Nets", 2014, section 3.2: the class is a further input of both.
 * The layers are those of Radford, Metz, Chintala, 2016 (`DCGAN`); the discriminator is given a plane a class, of
 * ones or zeros, and weighs its features, summed over places, by the class as in
 * Miyato, Koyama, "cGANs with Projection Discriminator", 2018, equation 4.
 *
 * @example
 * const { generator, discriminator } = new ConditionalGAN({ channels: 16 });
 * const sevens = tensor([7, 7], { dtype: "int32" });
 * discriminator.forward(generator.forward(randn([2, 100]), sevens), sevens).shape; // [2, 1]
 */
export class ConditionalGAN extends Module {
  readonly generator: ConditionalGenerator;
  readonly discriminator: ConditionalDiscriminator;

  /** Throws: RangeError if `imageSize` is not a positive multiple of 4, or another option no positive integer. */
  constructor(options: ConditionalGANOptions = {}) {
    super();
    const { noise = 100, numClasses = 10, imageChannels = 1, imageSize = 28, channels = 64 } = options;
    if (!(imageSize > 0 && imageSize % 4 === 0)) {
      throw new RangeError(
        `Cannot make a ConditionalGAN for images of ${imageSize} × ${imageSize}: expected a positive multiple of 4, since two ` +
          `strides halve them, got another. Pad or resize the images.`,
      );
    }
    const all = { noise, numClasses, imageChannels, imageSize, channels };
    this.generator = new ConditionalGenerator(all);
    this.discriminator = new ConditionalDiscriminator(all);
    for (const [name, parameter] of this.namedParameters()) {
      const norm = /norm\d\.weight$/.test(name);
      if (norm || parameter.rank > 1) init.normal(parameter, { mean: norm ? 1 : 0, std: 0.02 });
    }
  }
}

const halving = { kernelSize: 4, stride: 2, padding: 1 };

/** At 1 the noise drowns the class; at 8 the class drowns the noise, and all of a class look alike. */
const classWeight = 3;

class ConditionalGenerator extends Module {
  readonly project: Linear;
  readonly norm1: BatchNorm2d;
  readonly conv1: ConvTranspose2d;
  readonly norm2: BatchNorm2d;
  readonly conv2: ConvTranspose2d;
  readonly #classes: number;
  readonly #size: number;

  constructor({ noise, numClasses, imageChannels, imageSize, channels }: Required<ConditionalGANOptions>) {
    super();
    this.#classes = numClasses;
    this.#size = imageSize / 4;
    this.project = new Linear(noise + numClasses, 2 * channels * this.#size ** 2, { bias: false });
    this.norm1 = new BatchNorm2d(2 * channels);
    this.conv1 = new ConvTranspose2d(2 * channels, channels, { ...halving, bias: false });
    this.norm2 = new BatchNorm2d(channels);
    this.conv2 = new ConvTranspose2d(channels, imageChannels, halving);
  }

  forward(noise: Tensor, labels: Tensor): Tensor {
    let x = concat([noise, oneHot(labels, this.#classes).mul(classWeight)], { axis: 1 }); // [n, 110]
    x = this.project.forward(x).reshape([noise.shape[0]!, -1, this.#size, this.#size]); // [n, 128, 7, 7]
    x = this.norm1.forward(x).relu();
    x = this.norm2.forward(this.conv1.forward(x)).relu(); // [n, 64, 14, 14]
    return this.conv2.forward(x).tanh(); // [n, 1, 28, 28]
  }
}

class ConditionalDiscriminator extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly norm2: BatchNorm2d;
  readonly output: Linear;
  readonly ofClass: Embedding;
  readonly #classes: number;

  constructor({ numClasses, imageChannels, imageSize, channels }: Required<ConditionalGANOptions>) {
    super();
    this.#classes = numClasses;
    this.conv1 = new Conv2d(imageChannels + numClasses, channels, halving);
    this.conv2 = new Conv2d(channels, 2 * channels, { ...halving, bias: false });
    this.norm2 = new BatchNorm2d(2 * channels);
    this.output = new Linear(2 * channels * (imageSize / 4) ** 2, 1);
    this.ofClass = new Embedding(numClasses, 2 * channels);
  }

  forward(images: Tensor, labels: Tensor): Tensor {
    const [n, , height, width] = images.shape as [number, number, number, number];
    const planes = oneHot(labels, this.#classes)
      .reshape([n, -1, 1, 1])
      .expand([n, this.#classes, height, width]);
    let x = concat([images, planes], { axis: 1 }); // [n, 11, 28, 28]
    x = leakyRelu(this.conv1.forward(x), 0.2); // [n, 64, 14, 14]
    x = leakyRelu(this.norm2.forward(this.conv2.forward(x)), 0.2); // [n, 128, 7, 7]
    const summed = x.sum({ axis: [2, 3] }); // [n, 128]
    const ofClass = this.ofClass.forward(labels).mul(summed).sum({ axis: 1, keepDims: true });
    return this.output.forward(x.flatten(1)).add(ofClass); // [n, 1]
  }
}

/** 1 at the class, else 0. Shapes: [n] → [n, numClasses]. */
const oneHot = (labels: Tensor, numClasses: number): Tensor =>
  labels.reshape([-1, 1]).eq(arange(numClasses)).cast("float32");
