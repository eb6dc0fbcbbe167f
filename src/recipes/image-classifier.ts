import {
  type ImageDataset,
  type ImageSplits,
  type RandomAffineOptions,
  randomAffine,
  Subset,
} from "../data/index.ts";
import type { Picture, Plane } from "../image/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { ConfusionMatrix, calibration, countCorrect, predictedClasses } from "../metrics/index.ts";
import type { Layer } from "../nn/index.ts";
import { AdamW, WarmupCosineLR } from "../optim/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { confusionSection, Evaluator, type Metrics, mistakesSection, worstMistakes } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import type { FastForm, Outcome, Prepared, Recipe } from "./recipe.ts";

/** How many mistakes a report shows. */
const mistakesShown = 32;

/** The numbers of a training with AdamW, whose rate rises and then falls along half a cosine. */
export interface ImageClassifierSettings {
  readonly epochs: number;
  /** Examples a step. */
  readonly batchSize: number;
  /** The highest rate. */
  readonly learningRate: number;
  /** The share of all steps in which the rate rises. */
  readonly warmup: number;
  readonly weightDecay: number;
  /** Only the first so many training examples; all if it is left out. */
  readonly examples?: number;
  /** How training images are moved; left out, they stay as they are. */
  readonly augmentation?: RandomAffineOptions;
}

/** What tells one classifier of pictures from another. */
export interface ImageClassifier {
  readonly name: string;
  readonly family: string;
  readonly description: string;
  readonly data: "mnist-10k" | "mnist" | "fashion-mnist" | "cifar10-6k";
  readonly settings: ImageClassifierSettings;
  /** What the accuracy on held-out pictures must be at least. */
  readonly accuracy: number;
  readonly fast: { readonly settings: Partial<ImageClassifierSettings>; readonly accuracy: number };
  /** What its model takes and tells apart. */
  readonly input: {
    readonly channels: number;
    readonly height: number;
    readonly width: number;
    readonly classes: number;
  };
  readonly model: () => Layer;
  /** See `PictureClassifier`. */
  readonly preparePicture?: (picture: Picture) => readonly Plane[];
}

interface PreparedImages extends Prepared {
  readonly assets: { readonly classes: readonly string[] };
  readonly train: ImageDataset | Subset;
  readonly test: ImageDataset;
}

/** A recipe for a model that classifies pictures. */
export function imageClassifier(its: ImageClassifier): Recipe {
  const { name, family, description, data, settings } = its;
  const targets = (atLeast: number) => [{ metric: "accuracy", atLeast }];
  const fast: FastForm<ImageClassifierSettings> = {
    settings: its.fast.settings,
    targets: targets(its.fast.accuracy),
  };
  const loss = (outputs: Tensor, labels: Tensor): Tensor => crossEntropy(outputs, labels);
  const metrics = { accuracy: countCorrect };
  return defineRecipe({
    ...{ name, family, description, data, settings, fast },
    targets: targets(its.accuracy),
    prepare: (splits: ImageSplits, { examples }: ImageClassifierSettings): PreparedImages => {
      requireFit(its, splits);
      const { train, test } = splits;
      const count = Math.min(examples ?? train.length, train.length);
      return {
        assets: { classes: test.arrays.classes },
        card: card(splits),
        train:
          count < train.length
            ? new Subset(
                train,
                Int32Array.from({ length: count }, (_, i) => i),
              )
            : train,
        test,
      };
    },
    model: () => its.model(),
    train: (
      model,
      { train, test },
      { epochs, batchSize, learningRate, warmup, weightDecay, augmentation },
    ) => {
      const optimizer = new AdamW(model.parameters(), { lr: learningRate, weightDecay });
      const totalSteps = epochs * Math.floor(train.length / batchSize);
      const warmupSteps = Math.floor(warmup * totalSteps);
      return {
        data: train,
        options: {
          ...{ epochs, batchSize, optimizer, loss, metrics, validation: test },
          ...(totalSteps > warmupSteps && {
            schedule: new WarmupCosineLR(optimizer, { warmupSteps, totalSteps }),
          }),
          ...(augmentation && { transform: randomAffine(augmentation) }),
        },
      };
    },
    evaluate: async (model, { test }) =>
      outcome(test, await new Evaluator(model, { loss, metrics }).evaluate(test)),
    ...(its.preparePicture && {
      pictures: {
        prepare: its.preparePicture,
        classes: (assets) => (assets as PreparedImages["assets"]).classes,
      },
    }),
  });
}

/** What the outputs for all held-out pictures say. */
function outcome(
  test: ImageDataset,
  { metrics, outputs }: { readonly metrics: Metrics; readonly outputs: { readonly data: Float32Array } },
): Outcome {
  const { labels, classes, width, height } = test.arrays;
  const logits = outputs.data;
  const numClasses = classes.length;
  const confusion = new ConfusionMatrix(numClasses);
  confusion.add(predictedClasses(logits, numClasses), labels);
  const mistakes = worstMistakes(logits, { labels, numClasses, limit: Infinity });
  const shown = mistakes
    .slice(0, mistakesShown)
    .map((mistake) => ({ ...mistake, image: test.image(mistake.index), width, height }));
  return {
    metrics: { accuracy: metrics.accuracy!, loss: metrics.loss! },
    sections: [
      confusionSection(confusion, classes, calibration(logits, { labels })),
      mistakesSection(shown, classes, mistakes.length),
    ],
  };
}

/** Throws: RangeError if the pictures or the classes of a data set are not what the model takes. */
function requireFit({ name, input }: ImageClassifier, data: ImageSplits): void {
  const { channels, height, width, classes } = data.test.arrays;
  const fits = channels === input.channels && height === input.height && width === input.width;
  if (fits && classes.length === input.classes) return;
  throw new RangeError(
    `Cannot use ${data.name} with ${name}: expected pictures of ${input.channels}×${input.height}×${input.width} in ` +
      `${input.classes} classes, got ${channels}×${height}×${width} in ${classes.length}. Name another data set with --data.`,
  );
}

function card({ train, test }: ImageSplits): [string, string][] {
  const { channels, height, width, classes } = train.arrays;
  return [
    ["to train with", counts(train)],
    ["held out", counts(test)],
    ["pictures", `${width}×${height}, ${channels === 1 ? "grey" : `${channels} channels`}`],
    ["classes", classes.join(", ")],
  ];
}

/** "8,000 pictures, 730 to 902 a class". */
function counts({ length, arrays }: ImageDataset): string {
  const each = new Array<number>(arrays.classes.length).fill(0);
  for (const label of arrays.labels) each[label]!++;
  return `${grouped(length)} pictures, ${grouped(Math.min(...each))} to ${grouped(Math.max(...each))} a class`;
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
