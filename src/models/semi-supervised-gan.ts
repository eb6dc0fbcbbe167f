import { BatchNorm1d, GaussianNoise, Linear, Module, weightNorm } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `SemiSupervisedGAN`. */
export interface SemiSupervisedGANOptions {
  /** Numbers of noise that an image is made from. Default: 100. */
  readonly noise?: number;
  /** [channels, height, width] of an image. Default: [1, 28, 28]. */
  readonly image?: readonly [channels: number, height: number, width: number];
  /** Units of each of the generator's two hidden layers. Default: 500. */
  readonly generatorUnits?: number;
  /** Units of the classifier's hidden layers. Default: [1000, 500, 250, 250, 250]. */
  readonly classifierUnits?: readonly number[];
  /** Default: 10. */
  readonly numClasses?: number;
}

/**
 * A generator of images against a classifier that tells the classes of real ones, and made images from all of these: with
 * logits l of the classes, and 0 for made ones, log Σ exp l is the logit of being real.
 *
 * Shapes: noise [n, noise] → `generator` → images [n, …image] from 0 to 1 → `classifier` → logits [n, numClasses].
 * Source: Salimans, Goodfellow, Zaremba, Cheung, Radford, Chen, "Improved Techniques for Training GANs", 2016, section 5;
 * sizes and noise as in the code for MNIST that the authors published with it.
 *
 * @example
 * const { generator, classifier } = new SemiSupervisedGAN({ classifierUnits: [64, 32] });
 * const made = generator.forward(randn([4, 100]));
 * classifier.forward(made).shape; // [4, 10]
 * classifier.realness(made).shape; // [4]
 */
export class SemiSupervisedGAN extends Module {
  readonly generator: Generator;
  readonly classifier: Classifier;

  /** Throws: RangeError if an option is no positive integer. */
  constructor(options: SemiSupervisedGANOptions = {}) {
    super();
    const { noise = 100, image = [1, 28, 28], generatorUnits = 500 } = options;
    const { classifierUnits = [1000, 500, 250, 250, 250], numClasses = 10 } = options;
    this.generator = new Generator(noise, generatorUnits, image);
    this.classifier = new Classifier(image, classifierUnits, numClasses);
  }
}

class Generator extends Module {
  readonly hidden1: Linear;
  readonly norm1: BatchNorm1d;
  readonly hidden2: Linear;
  readonly norm2: BatchNorm1d;
  readonly output: Linear;
  readonly #image: readonly number[];

  constructor(noise: number, units: number, image: readonly number[]) {
    super();
    this.hidden1 = new Linear(noise, units);
    this.norm1 = new BatchNorm1d(units);
    this.hidden2 = new Linear(units, units);
    this.norm2 = new BatchNorm1d(units);
    this.output = new Linear(units, sizeOf(image));
    this.#image = image;
  }

  forward(noise: Tensor): Tensor {
    let x = this.norm1.forward(this.hidden1.forward(noise)).relu(); // [n, 100] → [n, 500]
    x = this.norm2.forward(this.hidden2.forward(x)).relu(); // [n, 500]
    return this.output
      .forward(x)
      .sigmoid()
      .reshape([-1, ...this.#image]); // [n, 784] → [n, 1, 28, 28]
  }
}

class Classifier extends Module {
  readonly inputNoise = new GaussianNoise(0.3);
  readonly hidden: readonly Linear[];
  readonly noise = new GaussianNoise(0.5);
  readonly output: Linear;

  constructor(image: readonly number[], units: readonly number[], numClasses: number) {
    super();
    const sizes = [sizeOf(image), ...units];
    this.hidden = units.map((size, i) => weightNorm(new Linear(sizes[i]!, size)));
    this.output = weightNorm(new Linear(sizes.at(-1)!, numClasses));
  }

  /** What classes are told by. Shapes: [n, …image] → [n, the last hidden layer's units]. */
  features(images: Tensor): Tensor {
    let x = this.inputNoise.forward(images.flatten(1)); // [n, 784]
    for (const layer of this.hidden) x = this.noise.forward(layer.forward(x).relu()); // [n, 1000] … [n, 250]
    return x;
  }

  forward(images: Tensor): Tensor {
    return this.output.forward(this.features(images)); // [n, 10]
  }

  /** The logit of being real. Shapes: [n, …image] → [n]. */
  realness(images: Tensor): Tensor {
    const logits = this.forward(images); // [n, 10]
    const greatest = logits.max({ axis: 1, keepDims: true }); // [n, 1]
    return greatest.squeeze(1).add(logits.sub(greatest).exp().sum({ axis: 1 }).log());
  }
}

const sizeOf = (image: readonly number[]): number => image.reduce((product, extent) => product * extent, 1);
