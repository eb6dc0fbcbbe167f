import { transformImages } from "../data/index.ts";
import { compose, randAugment, randomCrop, randomHorizontalFlip } from "../image/index.ts";
import { AlexNet } from "../models/index.ts";
import { imageClassifier } from "./image-classifier.ts";
import { TenCrops } from "./ten-crops.ts";

/**
 * A small AlexNet on a tenth of CIFAR-10. It must reach 70 %: from all 50,000 pictures the authors' own networks of this
 * kind came to 82 to 89 % (cuda-convnet, 2012). As in section 4.1 of the paper pictures are cut out at other places and
 * mirrored, and in the end ten views of each are looked at; one operation of RandAugment stands for the colours of the paper.
 * With dropout of 0.5 so few units learn too slowly.
 * A run of 60 epochs with less of all this came to 60.8 %.
 *
 * Source: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012.
 */
export const alexnet = imageClassifier({
  name: "alexnet",
  family: "convolutional",
  description: "AlexNet, made smaller, learns from 5,000 pictures of CIFAR-10.",
  data: "cifar10-6k",
  settings: {
    epochs: 120,
    batchSize: 32,
    learningRate: 1e-3,
    warmup: 0.1,
    weightDecay: 0.05,
    validation: 0.1,
  },
  transform: transformImages(
    compose([randomHorizontalFlip(), randomCrop(32, { padding: 4 }), randAugment({ numOps: 1 })]),
  ),
  views: (model) => new TenCrops(model, 4),
  accuracy: 0.7,
  fast: { settings: { epochs: 1, batchSize: 8, examples: 3000 }, accuracy: 0.15 },
  input: { channels: 3, height: 32, width: 32, classes: 10 },
  model: () => new AlexNet({ hidden: 512, dropout: 0.3 }),
});
