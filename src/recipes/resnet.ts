import { transformImages } from "../data/index.ts";
import { compose, randAugment, randomCrop, randomHorizontalFlip } from "../image/index.ts";
import { ResNetCifar } from "../models/index.ts";
import { imageClassifier } from "./image-classifier.ts";

/**
 * ResNet-20 on a tenth of CIFAR-10. It must reach 70 %: from all 50,000 pictures the paper's has 91.25 %. Pictures are padded
 * by 4, cut out again and mirrored, as in section 4.2; with a tenth of the pictures one operation of RandAugment is added.
 *
 * Source: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015, section 4.2.
 */
export const resnet = imageClassifier({
  name: "resnet",
  family: "convolutional",
  description: "ResNet-20 learns from 5,000 pictures of CIFAR-10.",
  data: "cifar10-6k",
  settings: {
    epochs: 80,
    batchSize: 32,
    learningRate: 3e-3,
    warmup: 0.1,
    weightDecay: 0.05,
    validation: 0.1,
  },
  transform: transformImages(
    compose([randomHorizontalFlip(), randomCrop(32, { padding: 4 }), randAugment({ numOps: 1 })]),
  ),
  accuracy: 0.7,
  fast: { settings: { epochs: 1, batchSize: 16, examples: 1200 }, accuracy: 0.2 },
  input: { channels: 3, height: 32, width: 32, classes: 10 },
  model: () => new ResNetCifar(),
});
