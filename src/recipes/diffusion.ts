import { type ImageSplits, Subset } from "../data/index.ts";
import { pictureGrid } from "../image/index.ts";
import { DenoisingUNet, GaussianDiffusion } from "../models/index.ts";
import { AdamW, clipGradNorm, WarmupCosineLR } from "../optim/index.ts";
import { compile, noGrad, type Tensor, tensor } from "../tensor/index.ts";
import { picturesSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { DigitJudge, type Judgement, pixelsOf } from "./digit-judge.ts";
import { digitCounts, digitPictures, judgedSection } from "./digit-samples.ts";

const side = 28;
const size = side * side;
/** Digits that are made at once. */
const atOnce = 100;
/** Digits whose making the report shows, and how many pictures of each. */
const [shownMade, shownSteps] = [10, 10];
/** The judge is sure of a digit from this probability on. */
const sure = 0.9;
/** Held-out digits whose noise is to be told. */
const heldOutWatched = 500;
const diffusion1000 = new GaussianDiffusion();

/**
 * A network learns to tell the noise in noisy digits, and makes new digits by taking the noise back from nothing but noise.
 *
 * Must reach: a classifier of real digits is sure, with a probability of 90 %, of at least 80 % of 1,000 samples; all ten digits
 * are among them; the Fréchet distance of its features to those of held-out digits is at most 60, which is less than the 62.8 that
 * `dcgan` comes to at seed 0 by the same judge. Figures of our own: the paper has none for MNIST.
 * The one run, at seed 0, came to a distance of 42 and missed with 47 % of the samples; 10 epochs had come to 42 % and 90.
 *
 * Source: Ho, Jain, Abbeel, "Denoising Diffusion Probabilistic Models", 2020, sections 3 and 4: 1,000 steps, β from 0.0001 to 0.02,
 * Adam; here a rate that falls to 0 in place of averaged weights. Sampled in fewer steps, without new noise: Song, Meng, Ermon,
 * "Denoising Diffusion Implicit Models", 2020.
 */
export const diffusion = defineRecipe({
  name: "diffusion",
  family: "diffusion",
  description: "A network makes handwritten digits of noise, by taking the noise back step by step.",
  data: "mnist-10k",
  settings: {
    ...{ epochs: 40, batchSize: 16, learningRate: 2e-3, channels: 32 },
    ...{ examples: 8000, samplingSteps: 50, samples: 1000 },
  },
  targets: [
    { metric: "sureShare", atLeast: 0.8 },
    { metric: "digits", atLeast: 10 },
    { metric: "frechetDistance", atMost: 60 },
  ],
  fast: {
    settings: {
      ...{ epochs: 1, batchSize: 8, learningRate: 5e-3, channels: 16 },
      ...{ examples: 2800, samplingSteps: 10, samples: 100 },
    },
    targets: [{ metric: "noiseError", atMost: 0.13 }],
  },
  prepare: async ({ train, test }: ImageSplits, { examples }) => {
    const judge = await DigitJudge.train(train);
    const count = Math.min(examples, train.length);
    return {
      ...{
        assets: {},
        judge,
        train: new Subset(
          train,
          Int32Array.from({ length: count }, (_, i) => i),
        ),
      },
      card: [["to train with", `${count.toLocaleString("en-US")} digits of 28×28, grey`]],
      heldOut: pixelsOf(test, heldOutWatched),
      real: await judge.judge(pixelsOf(test)),
    };
  },
  model: (_, { channels }) => new DenoisingUNet({ channels }),
  train: (model, { train }, { epochs, batchSize, learningRate }) => {
    const optimizer = new AdamW(model.parameters(), { lr: learningRate, weightDecay: 0 });
    const totalSteps = epochs * Math.floor(train.length / batchSize);
    return {
      data: train,
      options: {
        ...{ epochs, batchSize, optimizers: [optimizer] },
        schedule: new WarmupCosineLR(optimizer, { warmupSteps: Math.ceil(totalSteps / 20), totalSteps }),
        trainingStep: (digits) => {
          optimizer.zeroGrad();
          const loss = diffusion1000.loss((x, steps) => model.forward(x, steps), digits!.mul(2).sub(1));
          loss.backward();
          clipGradNorm(optimizer.parameters, 1);
          optimizer.step();
          return { loss };
        },
      },
    };
  },
  evaluate: async (model, { judge, real, heldOut }, { samples, samplingSteps }) => {
    const { pixels, course } = await made(model, samples, samplingSteps);
    const judged = await judge.judge(pixels);
    const counts = digitCounts(judged.classes);
    return {
      metrics: {
        sureShare: sureShare(judged),
        digits: counts.filter((count) => count > 0).length,
        frechetDistance: judge.distance(judged, real),
        noiseError: await noiseError(model, heldOut),
        commonestShare: Math.max(...counts) / samples,
        realSureShare: sureShare(real),
      },
      sections: [
        picturesSection("Samples", [
          { picture: pictureGrid(digitPictures(pixels.subarray(0, 100 * size)), { columns: 10 }) },
        ]),
        picturesSection(
          "From noise to digits",
          [{ picture: pictureGrid(course.flatMap(digitPictures), { columns: shownMade }) }],
          "Each column is one sample; from above, after more and more steps.",
        ),
        judgedSection(judged.classes, real.classes),
      ],
    };
  },
  sampler: {
    kind: "pictures",
    sample: async (model, _, { count }) => digitPictures((await made(model, count, 50)).pixels),
  },
});

/** Digits from 0 to 1 that a network makes, and what the first of them were on the way. */
async function made(
  model: DenoisingUNet,
  count: number,
  samplingSteps: number,
): Promise<{ pixels: Float32Array; course: Float32Array[] }> {
  const pixels = new Float32Array(count * size);
  const course: Float32Array[] = [];
  const scaled = (x: Float32Array): Float32Array => x.map((value) => (value + 1) / 2);
  for (let from = 0; from < count; from += atOnce) {
    const some = await diffusion1000.sample(
      (x, steps) => model.forward(x, steps),
      [Math.min(atOnce, count - from), 1, side, side],
      {
        ...{ samplingSteps, eta: 0 },
        onStep: (x, left) => {
          const taken = samplingSteps - left;
          if (from === 0 && Math.floor((taken * shownSteps) / samplingSteps) > course.length)
            course.push(scaled(x.subarray(0, shownMade * size)));
        },
      },
    );
    pixels.set(scaled(some), from * size);
  }
  return { pixels, course };
}

/** The mean squared error of the noise told in held-out digits, of which a network that tells nothing leaves 1. */
async function noiseError(model: DenoisingUNet, pixels: Float32Array): Promise<number> {
  const digits = tensor(pixels, { shape: [heldOutWatched, 1, side, side] });
  const error = compile((digits: Tensor) =>
    noGrad(() => diffusion1000.loss((x, steps) => model.forward(x, steps), digits.mul(2).sub(1))),
  );
  return (await error(digits).data())[0]!;
}

const sureShare = ({ certainties }: Judgement): number =>
  certainties.filter((certainty) => certainty >= sure).length / certainties.length;
