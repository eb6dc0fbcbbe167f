import { ArrayDataset, type ImageDataset, type ImageSplits } from "../data/index.ts";
import { type Picture, pictureGrid, pictureOf, resize } from "../image/index.ts";
import { mse } from "../losses/index.ts";
import { meanSquaredError } from "../metrics/index.ts";
import { ESPCN } from "../models/index.ts";
import { Adam, WarmupCosineLR } from "../optim/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { chartsSection, Evaluator, picturesSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { pixelsOf } from "./digit-judge.ts";
import { meanOf } from "./mean-of.ts";

const [small, large] = [14, 28];
/** Held out of training, to watch it by. */
const watched = 500;
const shown = 8;

const shrink = resize([small, small], { interpolation: "bicubic" });
const enlarge = resize([large, large], { interpolation: "bicubic", antialias: false });

/**
 * A sub-pixel convolutional network makes digits of 28×28 from 14×14.
 *
 * Must reach: a mean peak signal-to-noise ratio on held-out digits of at least 3 dB above that of bicubic interpolation, where
 * the paper's gain over bicubic is 2.7 dB on photographs three times as large (Set5: 30.39 to 33.13 dB, table 1).
 *
 * Source: Shi et al., "Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural
 * Network", 2016, section 3.
 */
export const superResolution = defineRecipe({
  name: "super-resolution",
  family: "generative adversarial",
  description: "A network makes small digits twice as large, sharper than bicubic interpolation does.",
  data: "mnist-10k",
  settings: { epochs: 30, batchSize: 32, learningRate: 3e-3, examples: 7500, channels1: 64, channels2: 32 },
  targets: [{ metric: "gain", atLeast: 3 }],
  fast: {
    settings: { epochs: 2, channels1: 16, channels2: 16 },
    targets: [{ metric: "gain", atLeast: 1 }],
  },
  prepare: ({ train, test }: ImageSplits, { examples }) => ({
    assets: {},
    card: [
      ["pictures", `${small}×${small} made of ${large}×${large}, by bicubic interpolation with antialiasing`],
    ],
    train: pairs(train, 0, Math.min(examples, train.length - watched)),
    validation: pairs(train, train.length - watched, train.length),
    test: pairs(test, 0, test.length),
  }),
  model: (_, { channels1, channels2 }) => new ESPCN({ upscaleFactor: 2, channels: [channels1, channels2] }),
  train: (model, { train, validation }, { epochs, batchSize, learningRate }) => {
    const optimizer = new Adam(model.parameters(), { lr: learningRate });
    const totalSteps = epochs * Math.floor(train.length / batchSize);
    const schedule = new WarmupCosineLR(optimizer, { warmupSteps: Math.floor(totalSteps / 10), totalSteps });
    return { data: train, options: { epochs, batchSize, optimizer, schedule, loss, validation } };
  },
  evaluate: async (model, { test }) => {
    const { outputs } = await new Evaluator(model, { loss }).evaluate(test);
    const [inputs, wanted] = test.columns.map(({ data }) => data as Float32Array) as [
      Float32Array,
      Float32Array,
    ];
    const bicubic = resized(inputs, small, enlarge);
    const network = ratios(outputs.data, wanted);
    const plain = ratios(bicubic, wanted);
    const rows = [
      resized(inputs, small, resize([large, large], { interpolation: "nearest" })),
      bicubic,
      outputs.data,
      wanted,
    ];
    return {
      metrics: { psnr: meanOf(network), bicubicPsnr: meanOf(plain), gain: meanOf(network) - meanOf(plain) },
      sections: [
        picturesSection(
          "Held-out digits",
          [{ picture: pictureGrid(rows.flatMap(someOf), { columns: shown }) }],
          "14×14, by bicubic interpolation, by the network, the original",
        ),
        chartsSection("Each held-out digit, from the worst to the best", [
          {
            title: "Peak signal-to-noise ratio, dB",
            xLabel: "digits",
            format: (y) => y.toFixed(0),
            series: [
              { name: "network", color: 1, points: ascending(network) },
              { name: "bicubic", color: 2, points: ascending(plain) },
            ],
          },
        ]),
      ],
    };
  },
});

const loss = (enlarged: Tensor, digits: Tensor): Tensor => mse(enlarged, digits);

/** Small digits, and the same large. */
function pairs(digits: ImageDataset, from: number, to: number): ArrayDataset {
  const pixels = pixelsOf(digits, to).subarray(from * large * large);
  const count = to - from;
  return new ArrayDataset([
    { shape: [count, 1, small, small], data: resized(pixels, large, shrink) },
    { shape: [count, 1, large, large], data: pixels },
  ]);
}

/** Square pictures, one after the other, each in another size and cut off at 0 and 1. */
function resized(pixels: Float32Array, side: number, change: ReturnType<typeof resize>): Float32Array {
  const all: Float32Array[] = [];
  for (let from = 0; from < pixels.length; from += side * side) {
    const { image } = change({
      image: { shape: [1, side, side], data: pixels.subarray(from, from + side * side) },
    });
    all.push(image.data.map((value) => Math.min(1, Math.max(0, value))));
  }
  const joined = new Float32Array(all.length * all[0]!.length);
  for (const [i, one] of all.entries()) joined.set(one, i * one.length);
  return joined;
}

/** 10 log₁₀(1 / mean squared error) of each picture. */
function ratios(made: Float32Array, wanted: Float32Array): number[] {
  const size = large * large;
  return Array.from({ length: wanted.length / size }, (_, i) => {
    const one = made.subarray(i * size, (i + 1) * size).map((value) => Math.min(1, Math.max(0, value)));
    return -10 * Math.log10(meanSquaredError(one, wanted.subarray(i * size, (i + 1) * size)));
  });
}

const ascending = (values: readonly number[]): [number, number][] =>
  [...values].sort((a, b) => a - b).map((value, i) => [i, value]);

const someOf = (pixels: Float32Array): Picture[] =>
  Array.from({ length: shown }, (_, i) =>
    pictureOf(pixels.subarray(784 * i, 784 * (i + 1)), { channels: 1, height: large, width: large }),
  );
