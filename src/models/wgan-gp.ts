import { Conv2d, ConvTranspose2d, Linear, leakyRelu, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `WGANGP`. */
export interface WGANGPOptions {
  /** Numbers of noise that an image is made from. Default: 128. */
  readonly noise?: number;
  /** Channels of the critic's first layer; the others have twice and four times as many. Default: 64. */
  readonly channels?: number;
}

/**
 * A generator of digits against a critic whose scores are no probabilities: trained with `losses.wasserstein` and
 * `losses.gradientPenalty`, their mean difference is a distance between real and made images. The critic has no batch
 * normalisation, since the penalty is one of each example's own gradient. 2,584,322 parameters by default.
 *
 * Shapes: noise [n, noise] → `generator` → images [n, 1, 28, 28] from 0 to 1 → `critic` → scores [n, 1].
 * Source: Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville, "Improved Training of Wasserstein GANs", 2017, section 4 and the
 * authors' code for MNIST.
 *
 * @example
 * const { generator, critic } = new WGANGP({ channels: 8 });
 * critic.forward(generator.forward(randn([4, 128]))).shape; // [4, 1]
 */
export class WGANGP extends Module {
  readonly generator: WGANGenerator;
  readonly critic: WGANCritic;

  /** Throws: RangeError if an option is no positive integer. */
  constructor(options: WGANGPOptions = {}) {
    super();
    const { noise = 128, channels = 64 } = options;
    this.generator = new WGANGenerator(noise, channels);
    this.critic = new WGANCritic(channels);
  }
}

const up = { kernelSize: 5, stride: 2, padding: 2, outputPadding: 1 };
const down = { kernelSize: 5, stride: 2, padding: 2 };

class WGANGenerator extends Module {
  readonly project: Linear;
  readonly conv1: ConvTranspose2d;
  readonly conv2: ConvTranspose2d;
  readonly conv3: ConvTranspose2d;

  constructor(noise: number, channels: number) {
    super();
    this.project = new Linear(noise, 4 * channels * 4 * 4);
    this.conv1 = new ConvTranspose2d(4 * channels, 2 * channels, up);
    this.conv2 = new ConvTranspose2d(2 * channels, channels, up);
    this.conv3 = new ConvTranspose2d(channels, 1, up);
  }

  forward(noise: Tensor): Tensor {
    let x = this.project.forward(noise).relu().reshape([noise.shape[0]!, -1, 4, 4]); // [n, 256, 4, 4]
    x = this.conv1.forward(x).relu(); // [n, 128, 8, 8]
    x = this.conv2.forward(x.at(":", ":", ":7", ":7")).relu(); // [n, 64, 14, 14]
    return this.conv3.forward(x).sigmoid(); // [n, 1, 28, 28]
  }
}

class WGANCritic extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly conv3: Conv2d;
  readonly output: Linear;

  constructor(channels: number) {
    super();
    this.conv1 = new Conv2d(1, channels, down);
    this.conv2 = new Conv2d(channels, 2 * channels, down);
    this.conv3 = new Conv2d(2 * channels, 4 * channels, down);
    this.output = new Linear(4 * channels * 4 * 4, 1);
  }

  forward(images: Tensor): Tensor {
    let x = leakyRelu(this.conv1.forward(images), 0.2); // [n, 64, 14, 14]
    x = leakyRelu(this.conv2.forward(x), 0.2); // [n, 128, 7, 7]
    x = leakyRelu(this.conv3.forward(x), 0.2); // [n, 256, 4, 4]
    return this.output.forward(x.flatten(1)); // [n, 1]
  }
}
