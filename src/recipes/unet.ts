import { pictureGrid, pictureOf } from "../image/index.ts";
import { binaryCrossEntropyWithLogits, dice } from "../losses/index.ts";
import { UNet } from "../models/index.ts";
import { AdamW, WarmupCosineLR } from "../optim/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { Evaluator, picturesSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { membraneSide, membranes } from "./membranes.ts";

const loss = (logits: Tensor, masks: Tensor): Tensor =>
  binaryCrossEntropyWithLogits(logits, masks).add(dice(logits.sigmoid(), masks));

/**
 * Finds membranes between cells, the task that U-Net was made for, in generated pictures. The Dice coefficient of the membrane
 * alone, over all held-out pixels, must be at least 0.85: the best threshold of grey, which takes dark bodies for membranes and
 * is led astray by noise and uneven light, is shown beside it.
 *
 * Source: Ronneberger, Fischer, Brox, "U-Net: Convolutional Networks for Biomedical Image Segmentation", 2015, section 4.
 */
export const unet = defineRecipe({
  name: "unet",
  family: "others",
  description: "A U-Net finds the membranes between cells in pictures that the recipe makes.",
  settings: { pictures: 400, epochs: 8, batchSize: 4, learningRate: 3e-3, warmup: 0.1, weightDecay: 0.01 },
  targets: [
    { metric: "dice", atLeast: 0.85 },
    { metric: "gainOverThreshold", atLeast: 0.15 },
  ],
  fast: {
    settings: { pictures: 160, epochs: 3 },
    targets: [{ metric: "gainOverThreshold", atLeast: 0.05 }],
  },
  prepare: (_, { pictures }) => ({
    assets: { side: membraneSide },
    card: [
      [
        "pictures",
        `${pictures} to train with, 20 for validation, 50 held out, ${membraneSide}×${membraneSide}`,
      ],
    ],
    training: membranes(pictures, 1),
    validation: membranes(20, 2),
    test: membranes(50, 3),
  }),
  model: () => new UNet({ channels: [8, 16, 32] }),
  train: (model, { training, validation }, { epochs, batchSize, learningRate, warmup, weightDecay }) => {
    const optimizer = new AdamW(model.parameters(), { lr: learningRate, weightDecay });
    const totalSteps = epochs * Math.floor(training.length / batchSize);
    const warmupSteps = Math.floor(warmup * totalSteps);
    return {
      data: training,
      options: {
        ...{ epochs, batchSize, optimizer, loss, validation },
        schedule: new WarmupCosineLR(optimizer, { warmupSteps, totalSteps }),
        evaluator: new Evaluator(model, { loss, batchSize: 10 }),
      },
    };
  },
  evaluate: async (model, { training, test }) => {
    const { outputs } = await new Evaluator(model, { loss, batchSize: 10 }).evaluate(test);
    const [pictures, masks] = test.columns.map(({ data }) => data as Float32Array) as [
      Float32Array,
      Float32Array,
    ];
    const found = outputs.data.map((logit) => Number(logit > 0));
    const threshold = bestThreshold(training.columns[0]!.data, training.columns[1]!.data);
    const dark = pictures.map((grey) => Number(grey < threshold));
    const [own, simple] = [diceOf(found, masks), diceOf(dark, masks)];
    const size = membraneSide ** 2;
    const shown = Array.from({ length: 6 }, (_, i) => {
      const part = (values: Float32Array) =>
        pictureOf(values.subarray(i * size, (i + 1) * size), {
          channels: 1,
          height: membraneSide,
          width: membraneSide,
        });
      return {
        picture: pictureGrid([pictures, masks, found, dark].map(part), { columns: 4 }),
        caption: `Dice ${diceOf(found.subarray(i * size, (i + 1) * size), masks.subarray(i * size, (i + 1) * size)).toFixed(3)}`,
      };
    });
    return {
      metrics: { dice: own, diceOfThreshold: simple, gainOverThreshold: own - simple },
      sections: [
        picturesSection(
          "Held-out pictures",
          shown,
          "picture, membrane, what is found, what a threshold finds",
        ),
      ],
    };
  },
});

/** 2 Σ p · t / (Σ p + Σ t) over all pixels, for the membrane. */
function diceOf(found: Float32Array, masks: Float32Array): number {
  let [both, sum] = [0, 0];
  for (const [i, mask] of masks.entries()) {
    both += found[i]! * mask;
    sum += found[i]! + mask;
  }
  return sum === 0 ? 1 : (2 * both) / sum;
}

/** The grey below which pixels are best said to be membrane. */
function bestThreshold(pictures: ArrayLike<number>, masks: ArrayLike<number>): number {
  const [greys, truth] = [Float32Array.from(pictures), Float32Array.from(masks)];
  const candidates = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
  const values = candidates.map((grey) =>
    diceOf(
      greys.map((value) => Number(value < grey)),
      truth,
    ),
  );
  return candidates[values.indexOf(Math.max(...values))]!;
}
