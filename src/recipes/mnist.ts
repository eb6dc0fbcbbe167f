import { Conv2d, Linear, MaxPool2d, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";
import type { Recipe } from "./recipe.ts";

/** Three convolutions, each followed by a pooling that halves the picture, and one linear layer. */
export class DigitCnn extends Module {
  readonly conv1 = new Conv2d(1, 16, { kernelSize: 3, padding: 1 });
  readonly conv2 = new Conv2d(16, 32, { kernelSize: 3, padding: 1 });
  readonly conv3 = new Conv2d(32, 64, { kernelSize: 3, padding: 1 });
  readonly pool = new MaxPool2d(2);
  readonly output = new Linear(64 * 3 * 3, 10);

  forward(images: Tensor): Tensor {
    let x = images.sub(0.1307).div(0.3081); // [batch, 1, 28, 28], the mean and deviation of MNIST's pixels taken out
    x = this.pool.forward(this.conv1.forward(x).relu()); // [batch, 16, 14, 14]
    x = this.pool.forward(this.conv2.forward(x).relu()); // [batch, 32, 7, 7]
    x = this.pool.forward(this.conv3.forward(x).relu()); // [batch, 64, 3, 3]
    return this.output.forward(x.flatten(1)); // [batch, 10]
  }
}

/** A convolutional network on handwritten digits. */
export const mnist: Recipe = {
  name: "mnist",
  description: "A small convolutional network learns handwritten digits from 8,000 examples.",
  data: "mnist-10k",
  settings: {
    epochs: 9,
    batchSize: 32,
    learningRate: 2e-3,
    warmup: 0.15,
    weightDecay: 0.01,
    augmentation: { rotation: 8, scale: 0.08, shift: 1, shear: 0.08 },
  },
  target: { metric: "accuracy", atLeast: 0.985 },
  model: () => new DigitCnn(),
};
