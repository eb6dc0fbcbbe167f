import type { Dataset, ImageDataset, ImageSplits } from "../data/index.ts";
import { elbo } from "../losses/index.ts";
import { AdamW, WarmupCosineLR } from "../optim/index.ts";
import { randn } from "../tensor/index.ts";
import type { Target } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import {
  DigitCoder,
  type LabelledDigits,
  labelled,
  observe,
  splitDigits,
  type VariationalCoder,
} from "./digit-coder.ts";
import { digitPictures } from "./digit-samples.ts";
import { digitVaeSections } from "./digit-vae-report.ts";
import type { FastForm, Outcome, Prepared, Recipe } from "./recipe.ts";
import { requestedLabels } from "./requested-labels.ts";

/** The numbers of such a training. */
export interface DigitVaeSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Units of each of two hidden layers. */
  readonly units: number;
  /** Numbers of the code. */
  readonly code: number;
  /** The weight of the divergence in training; the bound is told with 1. */
  readonly beta: number;
}

/** What tells one variational autoencoder of digits from another. */
export interface DigitVae<Model extends VariationalCoder> {
  readonly name: string;
  readonly description: string;
  readonly settings: DigitVaeSettings;
  readonly targets: readonly Target[];
  readonly fast: FastForm<DigitVaeSettings>;
  readonly model: (settings: DigitVaeSettings) => Model;
  /** Whether it is told of which class a digit is. */
  readonly conditional?: boolean;
  /** Further figures, and sections of the report. */
  readonly evaluate?: (coder: DigitCoder, digits: PreparedDigits, code: number) => Promise<Outcome>;
}

/** What such a recipe makes of its data. */
export interface PreparedDigits extends Prepared {
  readonly assets: { readonly classes: readonly string[]; readonly code: number };
  readonly train: ImageDataset;
  readonly test: ImageDataset;
  /** What is trained with, and digits of the training set for the curve. */
  readonly parts: { readonly seen: Dataset; readonly watched: LabelledDigits };
}

/**
 * A recipe for a variational autoencoder of digits, whose figure is the mean evidence lower bound of held-out digits in nats.
 * A pixel is 1 with its grey value as the probability, drawn anew whenever a digit is shown.
 */
export function digitVae<Model extends VariationalCoder>(its: DigitVae<Model>): Recipe {
  const { name, description, settings, targets, fast, conditional = false } = its;
  return defineRecipe({
    ...{ name, family: "autoencoder", description, data: "mnist", settings, targets, fast },
    prepare: ({ train, test }: ImageSplits, { code }): PreparedDigits => ({
      assets: { classes: test.arrays.classes, code },
      card: [["pixels", "0 or 1, drawn with the grey value as the probability of 1"]],
      ...{ train, test, parts: splitDigits(train, 30) },
    }),
    model: (_, settings) => its.model(settings),
    train: (model, { parts: { seen, watched } }, { epochs, batchSize, learningRate, beta }) => {
      const optimizer = new AdamW(model.parameters(), { lr: learningRate, weightDecay: 0 });
      const totalSteps = epochs * Math.floor(seen.length / batchSize);
      const coder = new DigitCoder(model);
      return {
        data: seen,
        options: {
          ...{ epochs, batchSize, optimizers: [optimizer] },
          schedule: new WarmupCosineLR(optimizer, { warmupSteps: 100, totalSteps: totalSteps + 100 }),
          trainingStep: (images, labels) => {
            optimizer.zeroGrad();
            const { posterior, surprise } = observe(model, images!, labels!);
            elbo(surprise, { ...posterior, beta }).backward();
            optimizer.step();
            return { loss: elbo(surprise, posterior), reconstruction: surprise.mean() };
          },
          validate: async () => ({ loss: -(await coder.bound(watched)).elbo }),
        },
      };
    },
    evaluate: async (model, digits, { code }) => {
      const coder = new DigitCoder(model);
      const held = labelled(digits.test);
      const { divergences, ...bound } = await coder.bound(held);
      const more = await its.evaluate?.(coder, digits, code);
      const active = divergences.filter((divergence) => divergence > 0.1).length;
      return {
        metrics: {
          ...{ ...bound, divergence: bound.reconstruction - bound.elbo, activeElements: active },
          ...more?.metrics,
        },
        sections: [
          ...(more?.sections ?? []),
          ...(await digitVaeSections(coder, { held, test: digits.test, divergences, conditional })),
        ],
      };
    },
    sampler: {
      kind: "pictures",
      sample: async (model, { classes, code }, request) => {
        const labels = requestedLabels(name, classes, request, conditional ? undefined : "conditional-vae");
        const codes = (await randn([request.count, code]).data()) as Float32Array;
        return digitPictures(await new DigitCoder(model).decode(codes, labels));
      },
    },
  });
}
