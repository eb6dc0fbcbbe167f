import { prepareDigit } from "../image/index.ts";
import { Conv2d, Dropout, Linear, MaxPool2d, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { type ImageClassifier, imageClassifier } from "./image-classifier.ts";

/** Two convolutions, each followed by a pooling that halves the picture, and two linear layers. */
export class DigitCnn extends Module {
  readonly conv1 = new Conv2d(1, 16, { kernelSize: 5 });
  readonly conv2 = new Conv2d(16, 32, { kernelSize: 5 });
  readonly pool = new MaxPool2d(2);
  readonly hidden = new Linear(32 * 4 * 4, 64);
  readonly dropout = new Dropout(0.3);
  readonly output = new Linear(64, 10);

  forward(images: Tensor): Tensor {
    let x = images.sub(0.1307).div(0.3081); // [batch, 1, 28, 28], the mean and deviation of MNIST's pixels taken out
    x = this.pool.forward(this.conv1.forward(x).relu()); // [batch, 16, 12, 12]
    x = this.pool.forward(this.conv2.forward(x).relu()); // [batch, 32, 4, 4]
    x = this.hidden.forward(x.flatten(1)).relu(); // [batch, 64]
    return this.output.forward(this.dropout.forward(x)); // [batch, 10]
  }
}

const onTenThousand: ImageClassifier = {
  name: "mnist",
  family: "convolutional",
  description: "A small convolutional network learns handwritten digits from 8,000 examples.",
  data: "mnist-10k",
  settings: {
    epochs: 12,
    batchSize: 32,
    learningRate: 2e-3,
    warmup: 0.15,
    weightDecay: 0.01,
    augmentation: { rotation: 12, scale: 0.12, shift: 1.5, shear: 0.2 },
  },
  accuracy: 0.985,
  fast: { settings: { epochs: 2 }, accuracy: 0.95 },
  input: { channels: 1, height: 28, width: 28, classes: 10 },
  model: () => new DigitCnn(),
  preparePicture: (picture) => [prepareDigit(picture)],
};

/**
 * A convolutional network on handwritten digits, much like LeNet-5.
 *
 * Source: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998.
 */
export const mnist = imageClassifier(onTenThousand);

/**
 * The same network on all of MNIST. It must reach 99.3 %: the best of the paper's single networks, LeNet-5 with distorted
 * digits, has 99.2 % (figure 9).
 */
export const mnistFull = imageClassifier({
  ...onTenThousand,
  name: "mnist-full",
  description: "The same small network learns from all of MNIST, 60,000 digits.",
  data: "mnist",
  settings: { ...onTenThousand.settings, epochs: 20, batchSize: 64, validation: 1 / 12 },
  accuracy: 0.993,
  fast: { data: "mnist-10k", settings: { epochs: 2, batchSize: 32, examples: 6000 }, accuracy: 0.94 },
});
