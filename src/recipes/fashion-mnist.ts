import { transformImages } from "../data/index.ts";
import { compose, randomCrop, randomHorizontalFlip } from "../image/index.ts";
import { VGG } from "../models/index.ts";
import { imageClassifier } from "./image-classifier.ts";
import { TenCrops } from "./ten-crops.ts";

/**
 * Clothes from 60,000 examples. It must reach 93 %: the table in the data set's own repository has 92.5 % for two
 * convolutions with pooling and batch normalisation, 93.4 % for a larger network of three, and 83.5 % for people. 16 epochs came to
 * 92.7 %, and 30 to 93.0 % without the ten views.
 *
 * Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms", 2017.
 */
export const fashionMnist = imageClassifier({
  name: "fashion-mnist",
  family: "convolutional",
  description: "A small VGG tells apart clothes, which is harder than digits.",
  data: "fashion-mnist",
  settings: {
    epochs: 30,
    batchSize: 64,
    learningRate: 3e-3,
    warmup: 0.1,
    weightDecay: 0.02,
    validation: 1 / 12,
  },
  transform: transformImages(compose([randomHorizontalFlip(), randomCrop(28, { padding: 2 })])),
  accuracy: 0.93,
  fast: { data: "fashion-mnist-20k", settings: { epochs: 1, batchSize: 32, examples: 6000 }, accuracy: 0.7 },
  input: { channels: 1, height: 28, width: 28, classes: 10 },
  model: () => new VGG({ stages: [[32], [64], [96]], dropout: 0.3 }),
  views: (model) => new TenCrops(model, 2),
});
