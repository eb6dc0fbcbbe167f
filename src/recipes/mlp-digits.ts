import { prepareDigit } from "../image/index.ts";
import { Linear, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { imageClassifier } from "./image-classifier.ts";

/** One hidden layer of rectified units. */
export class DigitMlp extends Module {
  readonly hidden = new Linear(784, 128);
  readonly output = new Linear(128, 10);

  forward(images: Tensor): Tensor {
    const pixels = images.sub(0.1307).div(0.3081).flatten(1); // [batch, 784]
    return this.output.forward(this.hidden.forward(pixels).relu()); // [batch, 10]
  }
}

/** A multilayer perceptron on handwritten digits. */
export const mlpDigits = imageClassifier({
  name: "mlp-digits",
  family: "feed-forward",
  description: "A perceptron with one hidden layer learns handwritten digits in seconds.",
  data: "mnist-10k",
  settings: {
    epochs: 20,
    batchSize: 64,
    learningRate: 2e-3,
    warmup: 0.1,
    weightDecay: 0.05,
    augmentation: { rotation: 8, scale: 0.08, shift: 1, shear: 0.08 },
  },
  accuracy: 0.965,
  fast: { settings: { epochs: 5 }, accuracy: 0.95 },
  input: { channels: 1, height: 28, width: 28, classes: 10 },
  model: () => new DigitMlp(),
  preparePicture: (picture) => [prepareDigit(picture)],
});
