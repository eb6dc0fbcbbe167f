import { prepareDigit } from "../image/index.ts";
import { VisionTransformer } from "../models/index.ts";
import { imageClassifier } from "./image-classifier.ts";

/**
 * A vision transformer on all of MNIST. It must reach 97.5 %, which takes more than pixels one by one: a linear classifier
 * is at 92 %, the paper's own networks were pretrained on millions of pictures.
 *
 * Source: Dosovitskiy et al., "An Image is Worth 16x16 Words", 2020.
 */
export const vit = imageClassifier({
  name: "vit",
  family: "transformer",
  description: "A vision transformer reads digits as sixteen patches.",
  data: "mnist",
  settings: {
    epochs: 8,
    batchSize: 64,
    learningRate: 1e-3,
    warmup: 0.1,
    weightDecay: 0.05,
    augmentation: { rotation: 8, scale: 0.1, shift: 1, shear: 0.1 },
    validation: 1 / 12,
  },
  accuracy: 0.975,
  fast: { data: "mnist-10k", settings: { epochs: 4, batchSize: 32 }, accuracy: 0.8 },
  input: { channels: 1, height: 28, width: 28, classes: 10 },
  model: () => new VisionTransformer(),
  preparePicture: (picture) => [prepareDigit(picture)],
});
