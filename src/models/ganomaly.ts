import { BatchNorm2d, Conv2d, ConvTranspose2d, Linear, leakyRelu, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `GANomaly`. */
export interface GANomalyOptions {
  /** Numbers of a code. Default: 100. */
  readonly code?: number;
  /** 1 for grey, 3 for colour. Default: 1. */
  readonly imageChannels?: number;
  /** Height and width of an image, a multiple of 4. Default: 28. */
  readonly imageSize?: number;
  /** Channels where the image has half its size; twice as many where it has a quarter. Default: 64. */
  readonly channels?: number;
}

/** An image, what the generator makes of it, and the codes of both. */
export interface Regenerated {
  readonly image: Tensor;
  readonly code: Tensor;
  readonly codeOfImage: Tensor;
}

/**
 * A network that writes normal images down as codes, makes them again, and writes down what it has made; a discriminator
 * tells made from real. An image of a kind that it has never seen is made into one that it knows, with another code: the
 * distance of the two codes says how anomalous the image is. 2,417,410 parameters by default.
 *
 * Shapes: images [n, imageChannels, imageSize, imageSize] from 0 to 1 → `forward` → scores [n]; `regenerate` → images of the
 * same shape and codes [n, code]; `discriminator` → logits of being real [n, 1].
 * Source: Akcay, Atapour-Abarghouei, Breckon, "GANomaly: Semi-Supervised Anomaly Detection via Adversarial Training", 2018,
 * section 3 and figure 3.
 *
 * @example
 * new GANomaly({ code: 16, channels: 4 }).forward(rand([2, 1, 28, 28])).shape; // [2]
 */
export class GANomaly extends Module {
  readonly encoder: GANomalyEncoder;
  readonly decoder: GANomalyDecoder;
  readonly encoder2: GANomalyEncoder;
  readonly discriminator: GANomalyDiscriminator;

  /** Throws: RangeError if `imageSize` is not a positive multiple of 4, or another option no positive integer. */
  constructor(options: GANomalyOptions = {}) {
    super();
    const { code = 100, imageChannels = 1, imageSize = 28, channels = 64 } = options;
    if (!(imageSize > 0 && imageSize % 4 === 0)) {
      throw new RangeError(
        `Cannot make a GANomaly for images of ${imageSize} × ${imageSize}: expected a positive multiple of 4, since two strides ` +
          `halve them, got another. Pad or resize the images.`,
      );
    }
    const all = { code, imageChannels, imageSize, channels };
    this.encoder = new GANomalyEncoder(all);
    this.decoder = new GANomalyDecoder(all);
    this.encoder2 = new GANomalyEncoder(all);
    this.discriminator = new GANomalyDiscriminator(all);
  }

  /** An image made again. Shapes: [n, imageChannels, imageSize, imageSize] → the same, and codes [n, code]. */
  regenerate(x: Tensor): Regenerated {
    const code = this.encoder.forward(x);
    const image = this.decoder.forward(code);
    return { image, code, codeOfImage: this.encoder2.forward(image) };
  }

  /** How anomalous each image is: the mean difference of its two codes. */
  forward(x: Tensor): Tensor {
    const { code, codeOfImage } = this.regenerate(x);
    return code.sub(codeOfImage).abs().mean({ axis: 1 }); // [n]
  }
}

const halving = { kernelSize: 4, stride: 2, padding: 1, bias: false };

class GANomalyEncoder extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly norm2: BatchNorm2d;
  readonly output: Linear;

  constructor({ code, imageChannels, imageSize, channels }: Required<GANomalyOptions>) {
    super();
    this.conv1 = new Conv2d(imageChannels, channels, halving);
    this.conv2 = new Conv2d(channels, 2 * channels, halving);
    this.norm2 = new BatchNorm2d(2 * channels);
    this.output = new Linear(2 * channels * (imageSize / 4) ** 2, code, { bias: false });
  }

  forward(x: Tensor): Tensor {
    x = leakyRelu(this.conv1.forward(x), 0.2); // [n, 64, 14, 14]
    x = leakyRelu(this.norm2.forward(this.conv2.forward(x)), 0.2); // [n, 128, 7, 7]
    return this.output.forward(x.flatten(1)); // [n, 100]
  }
}

class GANomalyDecoder extends Module {
  readonly project: Linear;
  readonly norm1: BatchNorm2d;
  readonly conv1: ConvTranspose2d;
  readonly norm2: BatchNorm2d;
  readonly conv2: ConvTranspose2d;
  readonly #size: number;

  constructor({ code, imageChannels, imageSize, channels }: Required<GANomalyOptions>) {
    super();
    this.#size = imageSize / 4;
    this.project = new Linear(code, 2 * channels * this.#size ** 2, { bias: false });
    this.norm1 = new BatchNorm2d(2 * channels);
    this.conv1 = new ConvTranspose2d(2 * channels, channels, halving);
    this.norm2 = new BatchNorm2d(channels);
    this.conv2 = new ConvTranspose2d(channels, imageChannels, { ...halving, bias: true });
  }

  forward(code: Tensor): Tensor {
    let x = this.project.forward(code).reshape([code.shape[0]!, -1, this.#size, this.#size]); // [n, 128, 7, 7]
    x = this.norm1.forward(x).relu();
    x = this.norm2.forward(this.conv1.forward(x)).relu(); // [n, 64, 14, 14]
    return this.conv2.forward(x).sigmoid(); // [n, 1, 28, 28]
  }
}

class GANomalyDiscriminator extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly norm2: BatchNorm2d;
  readonly output: Linear;

  constructor({ imageChannels, imageSize, channels }: Required<GANomalyOptions>) {
    super();
    this.conv1 = new Conv2d(imageChannels, channels, halving);
    this.conv2 = new Conv2d(channels, 2 * channels, halving);
    this.norm2 = new BatchNorm2d(2 * channels);
    this.output = new Linear(2 * channels * (imageSize / 4) ** 2, 1);
  }

  /** What the discriminator sees before it judges: real and made images are to be alike in it. */
  features(x: Tensor): Tensor {
    x = leakyRelu(this.conv1.forward(x), 0.2); // [n, 64, 14, 14]
    return leakyRelu(this.norm2.forward(this.conv2.forward(x)), 0.2).flatten(1); // [n, 6272]
  }

  forward(x: Tensor): Tensor {
    return this.output.forward(this.features(x)); // [n, 1]
  }
}
