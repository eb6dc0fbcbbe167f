import type { Dataset, ImageSplits } from "../data/index.ts";
import { type Picture, pictureGrid } from "../image/index.ts";
import type { Module } from "../nn/index.ts";
import type { Optimizer } from "../optim/index.ts";
import { compile, noGrad, Random, randn, type Tensor, tensor } from "../tensor/index.ts";
import { type Metrics, picturesSection, type ReportSection, type Target } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { DigitJudge, type Judgement, pixelsOf } from "./digit-judge.ts";
import { digitCounts, digitPictures, judgedSection } from "./digit-samples.ts";
import type { FastForm, Prepared, Recipe } from "./recipe.ts";
import { eachClass, requestedLabels } from "./requested-labels.ts";

/** Digits that are made and judged at the end. */
const samplesJudged = 1000;
/** Digits that are made and judged after each epoch, and how many of them the report keeps. */
const [samplesWatched, samplesKept] = [500, 10];
const numClasses = 10;

/** Settings that all generators of digits have. */
export interface DigitGanSettings {
  readonly epochs: number;
  /** Real digits a step. */
  readonly batchSize: number;
}

/** What tells one pair of adversaries from another. */
export interface DigitGan<Settings extends DigitGanSettings, Model extends Module> {
  readonly name: string;
  readonly description: string;
  readonly settings: Settings;
  readonly targets: readonly Target[];
  readonly fast: FastForm<Settings>;
  readonly model: (settings: Settings) => Model;
  /** How many numbers of noise a digit is made from. */
  readonly noise: number;
  /** Whether digits are made of a class that is asked for. */
  readonly conditional?: boolean;
  /** Shapes: noise [n, noise], labels [n] → pictures [n, 1, 28, 28] from 0 to 1. */
  readonly generate: (model: Model, noise: Tensor, labels: Tensor) => Tensor;
  /** The update rules, and what is done with real digits [n, 1, 28, 28] from 0 to 1 and their labels. */
  readonly learn: (
    model: Model,
    settings: Settings,
  ) => {
    readonly optimizers: readonly Optimizer[];
    readonly step: (digits: Tensor, labels: Tensor) => Readonly<Record<string, Tensor>>;
  };
}

interface PreparedDigits extends Prepared {
  readonly assets: { readonly classes: readonly string[] };
  readonly train: Dataset;
  readonly judge: DigitJudge;
  /** Real digits, of which the last were never trained with. */
  readonly real: { readonly watched: Judgement; readonly heldOut: Judgement };
  /** The same noise made into digits after one epoch and another. */
  readonly course: { readonly epoch: number; readonly pictures: readonly Picture[] }[];
}

/** A recipe for a network that makes handwritten digits. */
export function digitGan<Settings extends DigitGanSettings, Model extends Module>(
  its: DigitGan<Settings, Model>,
): Recipe {
  const { name, description, settings, targets, fast, noise } = its;
  return defineRecipe({
    ...{ name, description, settings, targets, fast, family: "generative adversarial", data: "mnist-10k" },
    prepare: async ({ train, test }: ImageSplits): Promise<PreparedDigits> => {
      const judge = await DigitJudge.train(train);
      const heldOut = await judge.judge(pixelsOf(test));
      const right = heldOut.classes.filter((digit, i) => digit === test.arrays.labels[i]).length;
      return {
        assets: { classes: test.arrays.classes },
        card: [
          ["to train with", `${train.length.toLocaleString("en-US")} digits of 28×28, grey`],
          ["compared with", `${test.length.toLocaleString("en-US")} held-out digits`],
          ["the judge", `recognises ${((100 * right) / test.length).toFixed(1)} % of them`],
        ],
        ...{ train, judge, course: [] },
        real: { watched: await judge.judge(pixelsOf(train, 2000)), heldOut },
      };
    },
    model: (_, settings) => its.model(settings),
    train: (model, { train, judge, real, course }, settings) => {
      const { epochs, batchSize } = settings;
      const { optimizers, step } = its.learn(model, settings);
      const make = maker(its, model);
      const watched = hostNoise(samplesWatched, noise);
      let epoch = 0;
      return {
        data: train,
        options: {
          ...{
            epochs,
            batchSize,
            optimizers,
            trainingStep: step as (...batch: Tensor[]) => Record<string, Tensor>,
          },
          validate: async (): Promise<Metrics> => {
            const pictures = await make(watched, eachClass(samplesWatched, numClasses));
            course.push({ epoch: ++epoch, pictures: digitPictures(pictures.subarray(0, samplesKept * 784)) });
            return { frechetDistance: judge.distance(await judge.judge(pictures), real.watched) };
          },
        },
      };
    },
    evaluate: async (model, { judge, real, course }) => {
      const make = maker(its, model);
      const labels = eachClass(samplesJudged, numClasses);
      const pictures = await make(await drawn(samplesJudged, noise), labels);
      const made = await judge.judge(pictures);
      const counts = digitCounts(made.classes);
      const recognised = made.classes.filter((digit, i) => digit === labels[i]).length / samplesJudged;
      return {
        metrics: {
          frechetDistance: judge.distance(made, real.heldOut),
          digits: counts.filter((count) => count > 0).length,
          commonestShare: Math.max(...counts) / samplesJudged,
          ...(its.conditional && {
            recognisedShare: recognised,
            varietyShare: spread(made.features, labels) / spread(real.heldOut.features, real.heldOut.classes),
          }),
        },
        sections: [
          picturesSection(
            "Samples",
            [grid(pictures.subarray(0, 100 * 784))],
            its.conditional ? "a column a class" : "",
          ),
          ...courseSection(course),
          picturesSection(
            "Between digits",
            [grid(await between(make, noise))],
            "straight lines from noise to noise",
          ),
          judgedSection(made.classes, real.heldOut.classes),
        ],
      };
    },
    sampler: {
      kind: "pictures",
      sample: async (model, { classes }, request) => {
        const labels = requestedLabels(
          name,
          classes,
          request,
          its.conditional ? undefined : "conditional-gan",
        );
        return digitPictures(await maker(its, model)(await drawn(request.count, noise), labels));
      },
    },
  });
}

type Make = (noise: Float32Array, labels: Int32Array) => Promise<Float32Array>;

/** Makes digits with a model as it is, whatever its mode. */
function maker<Settings extends DigitGanSettings, Model extends Module>(
  { generate, noise }: DigitGan<Settings, Model>,
  model: Model,
): Make {
  const program = compile((z: Tensor, labels: Tensor) => noGrad(() => generate(model, z, labels)));
  return async (z, labels) => {
    const made = program(tensor(z, { shape: [labels.length, noise] }), tensor(labels, { dtype: "int32" }));
    return (await made.data()) as Float32Array;
  };
}

const drawn = async (count: number, noise: number): Promise<Float32Array> =>
  (await randn([count, noise]).data()) as Float32Array;

/** The same noise for each run, which leaves the generator of numbers alone. */
function hostNoise(count: number, noise: number): Float32Array {
  const random = new Random(1);
  return Float32Array.from({ length: count * noise }, () => random.normal());
}

/** Ten rows of ten steps, each from one noise to another. */
function between(make: Make, noise: number): Promise<Float32Array> {
  const ends = hostNoise(20, noise);
  const steps = Float32Array.from({ length: 100 * noise }, (_, i) => {
    const [row, step] = [Math.floor(i / noise / 10), Math.floor(i / noise) % 10];
    const [from, to] = [ends[2 * row * noise + (i % noise)]!, ends[(2 * row + 1) * noise + (i % noise)]!];
    return from + ((to - from) * step) / 9;
  });
  return make(
    steps,
    Int32Array.from({ length: 100 }, (_, i) => Math.floor(i / 10)),
  );
}

/** At most ten epochs of those that were watched, the last among them. */
function courseSection(course: PreparedDigits["course"]): ReportSection[] {
  if (course.length === 0) return [];
  const every = Math.ceil(course.length / 10);
  const shown = course.filter((_, i) => (course.length - 1 - i) % every === 0);
  const picture = pictureGrid(
    shown.flatMap(({ pictures }) => pictures),
    { columns: samplesKept },
  );
  const caption = `after epochs ${shown.map(({ epoch }) => epoch).join(", ")}`;
  return [picturesSection("The same noise over time", [{ picture, caption }])];
}

/** The mean squared distance of features from the mean of their class: 0 if all of a class are alike. */
function spread(features: Float32Array, classes: Int32Array): number {
  const width = features.length / classes.length;
  const counts = digitCounts(classes);
  const means = new Float64Array(numClasses * width);
  for (const [i, value] of features.entries()) {
    const digit = classes[Math.floor(i / width)]!;
    means[digit * width + (i % width)]! += value / counts[digit]!;
  }
  return features.reduce((sum, value, i) => {
    return (
      sum + (value - means[classes[Math.floor(i / width)]! * width + (i % width)]!) ** 2 / classes.length
    );
  }, 0);
}

const grid = (pixels: Float32Array): { readonly picture: Picture } => ({
  picture: pictureGrid(digitPictures(pixels), { columns: 10 }),
});
