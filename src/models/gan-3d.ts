import { BatchNorm3d, Conv3d, ConvTranspose3d, init, Linear, leakyRelu, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `GAN3D`. */
export interface GAN3DOptions {
  /** Numbers of noise that a shape is made from. Default: 200. */
  readonly noise?: number;
  /** Channels where the shape has half its size; twice as many at each further halving. Default: 64. */
  readonly channels?: number;
}

/**
 * A generator of shapes of 16×16×16 voxels against a discriminator, both of convolutions in three dimensions; three
 * halvings where the paper has four for 64×64×64. 5,664,450 parameters by default.
 *
 * Shapes: noise [n, noise] → `generator` → voxels [n, 1, 16, 16, 16] from 0 to 1 → `discriminator` → logits of being real
 * [n, 1].
 * Starts from N(0, 0.02²), norms from N(1, 0.02²).
 * Source: Wu, Zhang, Xue, Freeman, Tenenbaum, "Learning a Probabilistic Latent Space of Object Shapes via 3D
 * Generative-Adversarial Modeling", 2016, section 3.1.
 *
 * @example
 * const { generator, discriminator } = new GAN3D({ channels: 4 });
 * discriminator.forward(generator.forward(randn([2, 200]))).shape; // [2, 1]
 */
export class GAN3D extends Module {
  readonly generator: GAN3DGenerator;
  readonly discriminator: GAN3DDiscriminator;

  /** Throws: RangeError if an option is no positive integer. */
  constructor(options: GAN3DOptions = {}) {
    super();
    const { noise = 200, channels = 64 } = options;
    this.generator = new GAN3DGenerator(noise, channels);
    this.discriminator = new GAN3DDiscriminator(channels);
    for (const [name, parameter] of this.namedParameters()) {
      const norm = /norm\d\.weight$/.test(name);
      if (norm || parameter.rank > 1) init.normal(parameter, { mean: norm ? 1 : 0, std: 0.02 });
    }
  }
}

const halving = { kernelSize: 4, stride: 2, padding: 1 };

class GAN3DGenerator extends Module {
  readonly project: Linear;
  readonly norm1: BatchNorm3d;
  readonly conv1: ConvTranspose3d;
  readonly norm2: BatchNorm3d;
  readonly conv2: ConvTranspose3d;
  readonly norm3: BatchNorm3d;
  readonly conv3: ConvTranspose3d;

  constructor(noise: number, channels: number) {
    super();
    this.project = new Linear(noise, 4 * channels * 2 ** 3, { bias: false });
    this.norm1 = new BatchNorm3d(4 * channels);
    this.conv1 = new ConvTranspose3d(4 * channels, 2 * channels, { ...halving, bias: false });
    this.norm2 = new BatchNorm3d(2 * channels);
    this.conv2 = new ConvTranspose3d(2 * channels, channels, { ...halving, bias: false });
    this.norm3 = new BatchNorm3d(channels);
    this.conv3 = new ConvTranspose3d(channels, 1, halving);
  }

  forward(noise: Tensor): Tensor {
    let x = this.project.forward(noise).reshape([noise.shape[0]!, -1, 2, 2, 2]); // [n, 256, 2, 2, 2]
    x = this.norm1.forward(x).relu();
    x = this.norm2.forward(this.conv1.forward(x)).relu(); // [n, 128, 4, 4, 4]
    x = this.norm3.forward(this.conv2.forward(x)).relu(); // [n, 64, 8, 8, 8]
    return this.conv3.forward(x).sigmoid(); // [n, 1, 16, 16, 16]
  }
}

class GAN3DDiscriminator extends Module {
  readonly conv1: Conv3d;
  readonly conv2: Conv3d;
  readonly norm2: BatchNorm3d;
  readonly conv3: Conv3d;
  readonly norm3: BatchNorm3d;
  readonly output: Linear;

  constructor(channels: number) {
    super();
    this.conv1 = new Conv3d(1, channels, halving);
    this.conv2 = new Conv3d(channels, 2 * channels, { ...halving, bias: false });
    this.norm2 = new BatchNorm3d(2 * channels);
    this.conv3 = new Conv3d(2 * channels, 4 * channels, { ...halving, bias: false });
    this.norm3 = new BatchNorm3d(4 * channels);
    this.output = new Linear(4 * channels * 2 ** 3, 1);
  }

  forward(voxels: Tensor): Tensor {
    let x = leakyRelu(this.conv1.forward(voxels), 0.2); // [n, 64, 8, 8, 8]
    x = leakyRelu(this.norm2.forward(this.conv2.forward(x)), 0.2); // [n, 128, 4, 4, 4]
    x = leakyRelu(this.norm3.forward(this.conv3.forward(x)), 0.2); // [n, 256, 2, 2, 2]
    return this.output.forward(x.flatten(1)); // [n, 1]
  }
}
