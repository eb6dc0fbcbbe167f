import { ArrayDataset, type ImageDataset, type ImageSplits } from "../data/index.ts";
import { type Picture, pictureGrid, pictureOf } from "../image/index.ts";
import { l1, nonSaturating } from "../losses/index.ts";
import { Pix2Pix } from "../models/index.ts";
import { Adam } from "../optim/index.ts";
import { compile, noGrad, type Tensor, tensor } from "../tensor/index.ts";
import { picturesSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { DigitJudge, pixelsOf } from "./digit-judge.ts";

const side = 28;
const size = side * side;
const atOnce = 250;
const shown = 10;

/**
 * Networks fill in handwritten digits whose outlines they are given.
 *
 * Must reach: a classifier of real digits recognises at least 95 % of what is made of held-out outlines (of the outlines themselves 93 %), and the mean difference
 * from the digits that the outlines were taken of is at most 0.03 a pixel (the outlines' own is 0.07). Figures of our own.
 *
 * Source: Isola, Zhu, Zhou, Efros, "Image-to-Image Translation with Conditional Adversarial Networks", 2017, equation 4 with λ
 * 100, Adam with β₁ 0.5.
 */
export const pix2pix = defineRecipe({
  name: "pix2pix",
  family: "generative adversarial",
  description: "Networks fill in handwritten digits whose outlines they are given.",
  data: "mnist-10k",
  settings: {
    epochs: 3,
    batchSize: 16,
    learningRate: 1e-3,
    beta1: 0.5,
    channels: 12,
    l1Weight: 100,
    examples: 8000,
  },
  targets: [
    { metric: "recognisedShare", atLeast: 0.95 },
    { metric: "difference", atMost: 0.03 },
  ],
  fast: {
    settings: { epochs: 1, channels: 8 },
    targets: [
      { metric: "recognisedShare", atLeast: 0.8 },
      { metric: "difference", atMost: 0.06 },
    ],
  },
  prepare: async ({ train, test }: ImageSplits, { examples }) => {
    const pairs = pairsOf(train, Math.min(examples, train.length));
    return {
      assets: {},
      card: [["pairs", `${pairs.length.toLocaleString("en-US")} digits and their outlines`]],
      ...{ train: pairs, test: pairsOf(test, test.length), labels: test.arrays.labels },
      judge: await DigitJudge.train(train),
    };
  },
  model: (_, { channels }) => new Pix2Pix({ channels }),
  train: (model, { train }, { epochs, batchSize, learningRate, beta1, l1Weight }) => {
    const { generator, discriminator } = model;
    const options = { lr: learningRate, betas: [beta1, 0.999] as const };
    const ofDiscriminator = new Adam(discriminator.parameters(), options);
    const ofGenerator = new Adam(generator.parameters(), options);
    return {
      data: train,
      options: {
        ...{ epochs, batchSize, optimizers: [ofDiscriminator, ofGenerator] },
        trainingStep: (...[outlines, digits]: Tensor[]) => {
          const made = generator.forward(outlines!);

          ofDiscriminator.zeroGrad();
          const told = nonSaturating.discriminator(
            discriminator.forward(outlines!, digits!),
            discriminator.forward(outlines!, made.detach()),
          );
          told.backward();
          ofDiscriminator.step();

          ofGenerator.zeroGrad();
          const fooled = nonSaturating.generator(discriminator.forward(outlines!, made));
          const difference = l1(made, digits!);
          fooled.add(difference.mul(l1Weight)).backward();
          ofGenerator.step();
          return { discriminator: told, generator: fooled, difference };
        },
      },
    };
  },
  evaluate: async (model, { test, labels, judge }) => {
    const [outlines, digits] = test.columns.map(({ data }) => data as Float32Array) as [
      Float32Array,
      Float32Array,
    ];
    const program = compile((x: Tensor) => noGrad(() => model.generator.forward(x)));
    const made = new Float32Array(digits.length);
    for (let from = 0; from < test.length; from += atOnce) {
      const some = outlines.subarray(size * from, size * (from + atOnce));
      const x = tensor(some, { shape: [some.length / size, 1, side, side] });
      made.set(await program(x).data(), size * from);
    }
    const shareOf = async (pictures: Float32Array): Promise<number> => {
      const { classes } = await judge.judge(pictures);
      return classes.filter((digit, i) => digit === labels[i]).length / labels.length;
    };
    const differenceOf = (pictures: Float32Array): number =>
      pictures.reduce((sum, value, i) => sum + Math.abs(value - digits[i]!), 0) / digits.length;
    const rows = [outlines, made, digits].flatMap((of) => someOf(of));
    return {
      metrics: {
        recognisedShare: await shareOf(made),
        outlinesRecognisedShare: await shareOf(outlines),
        difference: differenceOf(made),
        outlinesDifference: differenceOf(outlines),
      },
      sections: [
        picturesSection(
          "Held-out digits",
          [{ picture: pictureGrid(rows, { columns: shown }) }],
          "the outline, what the network makes of it, the digit",
        ),
      ],
    };
  },
});

/** Outlines of digits, and the digits. */
function pairsOf(digits: ImageDataset, count: number): ArrayDataset {
  const pixels = pixelsOf(digits, count);
  const shape = [count, 1, side, side];
  return new ArrayDataset([
    { shape, data: outlinesOf(pixels) },
    { shape, data: pixels },
  ]);
}

/** 1 for bright pixels with a dark neighbour above, below, to the left or right, else 0. */
function outlinesOf(pixels: Float32Array): Float32Array {
  const dark = (picture: number, y: number, x: number): boolean =>
    x < 0 || y < 0 || x >= side || y >= side || pixels[picture + y * side + x]! <= 0.5;
  return pixels.map((value, i) => {
    const [picture, y, x] = [i - (i % size), Math.floor((i % size) / side), i % side];
    if (value <= 0.5) return 0;
    return Number(
      dark(picture, y - 1, x) ||
        dark(picture, y + 1, x) ||
        dark(picture, y, x - 1) ||
        dark(picture, y, x + 1),
    );
  });
}

const someOf = (pixels: Float32Array): Picture[] =>
  Array.from({ length: shown }, (_, i) =>
    pictureOf(pixels.subarray(size * i, size * (i + 1)), { channels: 1, height: side, width: side }),
  );
