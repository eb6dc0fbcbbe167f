import {
  composeTransforms,
  type Dataset,
  type ImageDataset,
  type ImageSplits,
  type RandomAffineOptions,
  randomAffine,
  randomSplit,
  Subset,
  type Transform,
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
  /** Only so many training examples, picked at equal distances; all if it is left out. */
  readonly examples?: number;
  /** How training images are moved; left out, they stay as they are. */
  readonly augmentation?: RandomAffineOptions;
  /**
   * The share of the training examples, the same for all seeds, that is kept from training to be evaluated after each
   * epoch. Left out, the held-out examples are, which then show how training goes and decide nothing.
   */
  readonly validation?: number;
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
  readonly fast: {
    readonly data?: ImageClassifier["data"] | "fashion-mnist-20k";
    readonly settings: Partial<ImageClassifierSettings>;
    readonly accuracy: number;
  };
  /** What its model takes and tells apart. */
  readonly input: {
    readonly channels: number;
    readonly height: number;
    readonly width: number;
    readonly classes: number;
  };
  readonly model: () => Layer;
  /** Further changes of training images. */
  readonly transform?: Transform;
  /** What looks at pictures with the model when it is evaluated at the end. Default: the model. */
  readonly views?: (model: Layer) => Layer;
  /** See `PictureClassifier`. */
  readonly preparePicture?: (picture: Picture) => readonly Plane[];
}

interface PreparedImages extends Prepared {
  readonly assets: { readonly classes: readonly string[] };
  readonly train: Dataset;
  /** What is evaluated after each epoch. */
  readonly watched: Dataset;
  readonly test: ImageDataset;
}

/** A recipe for a model that classifies pictures. */
export function imageClassifier(its: ImageClassifier): Recipe {
  const { name, family, description, data, settings } = its;
  const targets = (atLeast: number) => [{ metric: "accuracy", atLeast }];
  const fast: FastForm<ImageClassifierSettings> = {
    ...(its.fast.data !== undefined && { data: its.fast.data }),
    settings: its.fast.settings,
    targets: targets(its.fast.accuracy),
  };
  const loss = (outputs: Tensor, labels: Tensor): Tensor => crossEntropy(outputs, labels);
  const metrics = { accuracy: countCorrect };
  return defineRecipe({
    ...{ name, family, description, data, settings, fast },
    targets: targets(its.accuracy),
    prepare: (splits: ImageSplits, { examples, validation }: ImageClassifierSettings): PreparedImages => {
      requireFit(its, splits);
      const { test } = splits;
      const chosen = spread(splits.train, examples);
      const [train, watched] =
        validation === undefined ? [chosen, test] : randomSplit(chosen, [1 - validation, validation]);
      return {
        assets: { classes: test.arrays.classes },
        card: card(splits, validation === undefined ? undefined : watched!.length),
        ...{ train: train!, watched: watched!, test },
      };
    },
    model: () => its.model(),
    train: (
      model,
      { train, watched },
      { epochs, batchSize, learningRate, warmup, weightDecay, augmentation },
    ) => {
      const optimizer = new AdamW(model.parameters(), { lr: learningRate, weightDecay });
      const totalSteps = epochs * Math.floor(train.length / batchSize);
      const warmupSteps = Math.floor(warmup * totalSteps);
      const transforms = [augmentation && randomAffine(augmentation), its.transform].filter(
        (one) => one !== undefined,
      );
      return {
        data: train,
        options: {
          ...{ epochs, batchSize, optimizer, loss, metrics, validation: watched },
          ...(totalSteps > warmupSteps && {
            schedule: new WarmupCosineLR(optimizer, { warmupSteps, totalSteps }),
          }),
          ...(transforms.length > 0 && { transform: composeTransforms(transforms) }),
        },
      };
    },
    evaluate: async (model, { test }) =>
      outcome(test, await new Evaluator(its.views?.(model) ?? model, { loss, metrics }).evaluate(test)),
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

/** So many examples at equal distances, since some data sets are sorted by class. */
function spread(data: ImageDataset, count = data.length): Dataset {
  if (count >= data.length) return data;
  return new Subset(
    data,
    Int32Array.from({ length: count }, (_, i) => Math.floor((i * data.length) / count)),
  );
}

function card({ train, test }: ImageSplits, validation?: number): [string, string][] {
  const { channels, height, width, classes } = train.arrays;
  return [
    ["to train with", counts(train)],
    ...(validation === undefined
      ? []
      : [["of these for validation", grouped(validation)] satisfies [string, string]]),
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
