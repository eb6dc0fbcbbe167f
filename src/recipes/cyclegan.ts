import { ArrayDataset, ImageDataset, type ImageSplits } from "../data/index.ts";
import { type Picture, pictureGrid, pictureOf } from "../image/index.ts";
import { l1, leastSquares } from "../losses/index.ts";
import { CycleGAN } from "../models/index.ts";
import { Adam } from "../optim/index.ts";
import { compile, noGrad, Random, type Tensor, tensor } from "../tensor/index.ts";
import { picturesSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { DigitJudge, pixelsOf } from "./digit-judge.ts";

const side = 28;
const size = side * side;
const atOnce = 250;
const shown = 10;
/** Held-out digits that are translated. */
const translated = 1000;

/**
 * Networks translate white digits on black into coloured ones on textures, and back, and have never seen a digit both ways: the
 * first half of the training digits is shown as it is, the second half coloured.
 *
 * Must reach: a classifier of real digits of each kind takes at least 80 % of 1,000 translated held-out digits for the digit that
 * they were, both ways. A figure of our own.
 *
 * Source: Zhu, Park, Isola, Efros, "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks", 2017,
 * section 3: least-squares adversarial loss, λ 10, Adam with rate 0.0002 (here 0.001) and β₁ 0.5; section 5.2: the loss of the
 * identity, weight 0.5 λ, which keeps a generator from what it is given in its own kind. White digits are given to it grey, and
 * coloured ones by their mean, since the kinds have one channel and three. Without it some runs learn to swap dark and bright.
 */
export const cyclegan = defineRecipe({
  name: "cyclegan",
  family: "generative adversarial",
  description: "Networks translate digits into coloured, textured ones and back, without pairs.",
  data: "mnist-10k",
  settings: {
    epochs: 2,
    batchSize: 8,
    learningRate: 1e-3,
    beta1: 0.5,
    channels: 8,
    cycleWeight: 10,
    identityWeight: 5,
    examples: 4000,
    judgeEpochs: 2,
  },
  targets: [
    { metric: "colouredShare", atLeast: 0.8 },
    { metric: "whitenedShare", atLeast: 0.8 },
  ],
  fast: {
    settings: { epochs: 1, examples: 800, judgeEpochs: 1 },
    targets: [
      { metric: "colouredShare", atLeast: 0.7 },
      { metric: "whitenedShare", atLeast: 0.7 },
    ],
  },
  prepare: async ({ train, test }: ImageSplits, { examples, judgeEpochs }) => {
    const half = Math.floor(train.length / 2);
    const count = Math.min(examples, half);
    const coloured = colouredOf(train, 1);
    return {
      assets: {},
      card: [["unpaired", `${count.toLocaleString("en-US")} digits as they are, as many others coloured`]],
      train: new ArrayDataset([
        { shape: [count, 1, side, side], data: pixelsOf(train, count) },
        {
          shape: [count, 3, side, side],
          data: pixelsOf(coloured, half + count).subarray(half * 3 * size),
        },
      ]),
      white: pixelsOf(test, translated),
      coloured: pixelsOf(colouredOf(test, 2), translated),
      labels: test.arrays.labels.subarray(0, translated),
      judges: {
        white: await DigitJudge.train(train, judgeEpochs),
        coloured: await DigitJudge.train(coloured, judgeEpochs),
      },
    };
  },
  model: (_, { channels }) => new CycleGAN({ firstChannels: 1, secondChannels: 3, channels }),
  train: (model, { train }, settings) => {
    const { epochs, batchSize, learningRate, beta1, cycleWeight, identityWeight } = settings;
    const { toSecond, toFirst, judgeFirst, judgeSecond } = model;
    const options = { lr: learningRate, betas: [beta1, 0.999] as const };
    const ofGenerators = new Adam([...toSecond.parameters(), ...toFirst.parameters()], options);
    const ofJudges = new Adam([...judgeFirst.parameters(), ...judgeSecond.parameters()], options);
    return {
      data: train,
      options: {
        ...{ epochs, batchSize, optimizers: [ofGenerators, ofJudges] },
        trainingStep: (...[first, second]: Tensor[]) => {
          const [colours, whites] = [toSecond.forward(first!), toFirst.forward(second!)];

          ofGenerators.zeroGrad();
          const fooled = leastSquares
            .generator(judgeSecond.forward(colours))
            .add(leastSquares.generator(judgeFirst.forward(whites)));
          const cycle = l1(toFirst.forward(colours), first!).add(l1(toSecond.forward(whites), second!));
          const grey = first!.expand([first!.shape[0]!, 3, side, side]);
          const mean = second!.mean({ axis: 1, keepDims: true });
          const identity = l1(toFirst.forward(grey), first!).add(l1(toSecond.forward(mean), second!));
          fooled.add(cycle.mul(cycleWeight)).add(identity.mul(identityWeight)).backward();
          ofGenerators.step();

          ofJudges.zeroGrad();
          const told = leastSquares
            .discriminator(judgeFirst.forward(first!), judgeFirst.forward(whites.detach()))
            .add(
              leastSquares.discriminator(judgeSecond.forward(second!), judgeSecond.forward(colours.detach())),
            );
          told.backward();
          ofJudges.step();
          return { discriminator: told, generator: fooled, cycle, identity };
        },
      },
    };
  },
  evaluate: async ({ toSecond, toFirst }, { white, coloured, labels, judges }) => {
    const made = await translatedBy((x) => toSecond.forward(x), white, 1);
    const whitened = await translatedBy((x) => toFirst.forward(x), coloured, 3);
    const home = await translatedBy((x) => toFirst.forward(x), made, 3);
    const shareOf = async (judge: DigitJudge, pictures: Float32Array): Promise<number> => {
      const { classes } = await judge.judge(pictures);
      return classes.filter((digit, i) => digit === labels[i]).length / translated;
    };
    const grid = (...rows: readonly (readonly [pixels: Float32Array, channels: 1 | 3])[]): Picture =>
      pictureGrid(
        rows.flatMap(([pixels, channels]) => someOf(pixels, channels)),
        { columns: shown },
      );
    return {
      metrics: {
        colouredShare: await shareOf(judges.coloured, made),
        whitenedShare: await shareOf(judges.white, whitened),
        realColouredShare: await shareOf(judges.coloured, coloured),
        realWhiteShare: await shareOf(judges.white, white),
      },
      sections: [
        picturesSection("Held-out digits", [
          {
            picture: grid([white, 1], [made, 3], [home, 1]),
            caption: "white, coloured by the network, and back",
          },
          { picture: grid([coloured, 3], [whitened, 1]), caption: "coloured, and made white by the network" },
        ]),
      ],
    };
  },
});

/** Pictures as a generator translates them. */
async function translatedBy(
  generate: (x: Tensor) => Tensor,
  pixels: Float32Array,
  channels: number,
): Promise<Float32Array> {
  const program = compile((x: Tensor) => noGrad(() => generate(x)));
  const count = pixels.length / size / channels;
  const parts: Float32Array[] = [];
  for (let from = 0; from < count; from += atOnce) {
    const some = pixels.subarray(from * channels * size, (from + atOnce) * channels * size);
    const x = tensor(some, { shape: [some.length / size / channels, channels, side, side] });
    parts.push((await program(x).data()) as Float32Array);
  }
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    all.set(part, at);
    return at + part.length;
  }, 0);
  return all;
}

/** Each digit in a bright colour on dark stripes of two colours. */
function colouredOf(digits: ImageDataset, seed: number): ImageDataset {
  const random = new Random(seed);
  const { pixels, labels, classes } = digits.arrays;
  const coloured = new Uint8Array(3 * pixels.length);
  for (let i = 0; i < digits.length; i++) {
    const ink = [0, 1, 2].map(() => random.uniform(150, 255));
    const [dark, light] = [0, 60].map((low) => [0, 1, 2].map(() => random.uniform(low, low + 60)));
    const [turn, wave] = [random.uniform(0, Math.PI), random.uniform(0.5, 1)];
    for (let at = 0; at < size; at++) {
      const along = (at % side) * Math.cos(turn) + Math.floor(at / side) * Math.sin(turn);
      const stripe = 0.5 + 0.5 * Math.sin(wave * along);
      const share = pixels[i * size + at]! / 255;
      for (let c = 0; c < 3; c++) {
        const ground = dark![c]! + (light![c]! - dark![c]!) * stripe;
        coloured[(3 * i + c) * size + at] = Math.round(ground + (ink[c]! - ground) * share);
      }
    }
  }
  return new ImageDataset({ pixels: coloured, labels, channels: 3, height: side, width: side, classes });
}

const someOf = (pixels: Float32Array, channels: 1 | 3): Picture[] =>
  Array.from({ length: shown }, (_, i) =>
    pictureOf(pixels.subarray(channels * size * i, channels * size * (i + 1)), {
      channels,
      height: side,
      width: side,
    }),
  );
