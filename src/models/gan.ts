import { Dropout, Linear, Maxout, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `GAN`. */
export interface GANOptions {
  /** Numbers of noise that an image is made from. Default: 100. */
  readonly noise?: number;
  /** [channels, height, width] of an image. Default: [1, 28, 28]. */
  readonly image?: readonly [channels: number, height: number, width: number];
  /** Units of each of the generator's hidden layers. Default: 1,200. */
  readonly generatorUnits?: number;
  /** Units of each of the discriminator's hidden layers. Default: 240. */
  readonly discriminatorUnits?: number;
}

/**
 * Two networks of dense layers against each other: the generator makes images of noise, the discriminator tells them from
 * real ones. 3,735,425 parameters by default.
 *
 * Shapes: noise [n, noise] → `generator` → images [n, …image] from 0 to 1 → `discriminator` → logits of being real [n, 1].
 * Source: Goodfellow et al., "Generative Adversarial Nets", 2014, section 5: rectifiers and a sigmoid in the generator, maxout
 * and dropout in the discriminator; sizes as in the code for MNIST that the authors published with it.
 *
 * @example
 * const { generator, discriminator } = new GAN({ generatorUnits: 256 });
 * discriminator.forward(generator.forward(randn([4, 100]))).shape; // [4, 1]
 */
export class GAN extends Module {
  readonly generator: GANGenerator;
  readonly discriminator: GANDiscriminator;

  /** Throws: RangeError if an option is no positive integer. */
  constructor(options: GANOptions = {}) {
    super();
    const { noise = 100, image = [1, 28, 28], generatorUnits = 1200, discriminatorUnits = 240 } = options;
    this.generator = new GANGenerator(noise, generatorUnits, image);
    this.discriminator = new GANDiscriminator(image, discriminatorUnits);
  }
}

class GANGenerator extends Module {
  readonly hidden1: Linear;
  readonly hidden2: Linear;
  readonly output: Linear;
  readonly #image: readonly number[];

  constructor(noise: number, units: number, image: readonly number[]) {
    super();
    this.hidden1 = new Linear(noise, units);
    this.hidden2 = new Linear(units, units);
    this.output = new Linear(units, sizeOf(image));
    this.#image = image;
  }

  forward(noise: Tensor): Tensor {
    let x = this.hidden1.forward(noise).relu(); // [n, 100] → [n, 1200]
    x = this.hidden2.forward(x).relu(); // [n, 1200]
    return this.output
      .forward(x)
      .sigmoid()
      .reshape([-1, ...this.#image]); // [n, 784] → [n, 1, 28, 28]
  }
}

class GANDiscriminator extends Module {
  readonly inputDropout = new Dropout(0.2);
  readonly hidden1: Maxout;
  readonly dropout1 = new Dropout(0.5);
  readonly hidden2: Maxout;
  readonly dropout2 = new Dropout(0.5);
  readonly output: Linear;

  constructor(image: readonly number[], units: number) {
    super();
    this.hidden1 = new Maxout(sizeOf(image), units, 5);
    this.hidden2 = new Maxout(units, units, 5);
    this.output = new Linear(units, 1);
  }

  forward(images: Tensor): Tensor {
    let x = this.inputDropout.forward(images.flatten(1)); // [n, 784]
    x = this.dropout1.forward(this.hidden1.forward(x)); // [n, 240]
    x = this.dropout2.forward(this.hidden2.forward(x)); // [n, 240]
    return this.output.forward(x); // [n, 1]
  }
}

const sizeOf = (image: readonly number[]): number => image.reduce((product, extent) => product * extent, 1);
