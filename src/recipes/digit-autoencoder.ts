import type { HostTensor, ImageDataset, ImageSplits } from "../data/index.ts";
import { type Picture, pictureGrid, pictureOf } from "../image/index.ts";
import { mse } from "../losses/index.ts";
import type { Layer } from "../nn/index.ts";
import { AdamW, WarmupCosineLR } from "../optim/index.ts";
import { rand, type Tensor, tensor } from "../tensor/index.ts";
import { picturesSection, type ReportSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { filterPictures } from "./filter-pictures.ts";
import { inBatches } from "./in-batches.ts";
import { latentMap } from "./latent-map.ts";
import { linearProbe } from "./linear-probe.ts";
import { PrincipalComponents } from "./principal-components.ts";
import type { Outcome, Prepared, Recipe } from "./recipe.ts";

/** A model with a code that can be turned back into a picture. */
export interface Coder extends Layer {
  encode(x: Tensor): Tensor;
  decode(code: Tensor): Tensor;
  /** What a linear classifier works with. */
  features(x: Tensor): Tensor;
}

/** The numbers of such a training. */
export interface DigitAutoencoderSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Units of the first hidden layer, or channels of the first convolution. */
  readonly units: number;
  /** Numbers of the code; of a sparse one those that differ from 0. */
  readonly code: number;
  /** The share of the pixels that are made black in training, and when the error is taken. */
  readonly masked: number;
}

/** What tells one autoencoder of digits from another. */
export interface DigitAutoencoder<Model extends Coder> {
  readonly name: string;
  readonly description: string;
  readonly settings: DigitAutoencoderSettings;
  /** What its error may be at most, as a part of that of principal components. */
  readonly errorToPca: number;
  readonly fast: {
    readonly settings: Partial<DigitAutoencoderSettings>;
    readonly errorToPca: number;
    readonly probeAccuracy: number;
  };
  readonly model: (settings: DigitAutoencoderSettings) => Model;
  /** What its first units look for. Shapes: → [count, size, size]. */
  readonly filters: (model: Model) => Tensor;
}

interface Digits extends Prepared {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

/**
 * A recipe for an autoencoder of digits, which must reconstruct held-out digits better than as many principal components
 * do, and whose features must let a linear classifier tell 95 % of them apart.
 */
export function digitAutoencoder<Model extends Coder>(its: DigitAutoencoder<Model>): Recipe {
  const { name, description, settings, model, fast } = its;
  const targets = (errorToPca: number, probeAccuracy: number) => [
    { metric: "errorToPca", atMost: errorToPca },
    { metric: "probeAccuracy", atLeast: probeAccuracy },
  ];
  return defineRecipe({
    ...{ name, family: "autoencoder", description, data: "mnist-10k", settings },
    targets: targets(its.errorToPca, 0.95),
    fast: { settings: fast.settings, targets: targets(fast.errorToPca, fast.probeAccuracy) },
    prepare: ({ train, test }: ImageSplits): Digits => ({ assets: {}, train, test }),
    model: (_, settings) => model(settings),
    train: (model, { train }, { epochs, batchSize, learningRate, masked }) => {
      const optimizer = new AdamW(model.parameters(), { lr: learningRate, weightDecay: 1e-4 });
      const totalSteps = epochs * Math.floor(train.length / batchSize);
      return {
        data: train,
        options: {
          ...{ epochs, batchSize, optimizers: [optimizer] },
          schedule: new WarmupCosineLR(optimizer, { warmupSteps: 20, totalSteps: totalSteps + 20 }),
          trainingStep: (x) => {
            optimizer.zeroGrad();
            const loss = mse(model.forward(mask(x!, masked)).flatten(1), x!.flatten(1));
            loss.mul(28 * 28).backward();
            optimizer.step();
            return { loss };
          },
        },
      };
    },
    evaluate: async (model, { train, test }, settings): Promise<Outcome> => {
      const [seen, held] = [all(train), all(test)];
      const given = await maskedRows(held, settings.masked);
      const shape = held.shape;
      const features = (rows: HostTensor) => inBatches(rows as Rows, 250, (x) => model.features(x));
      const reconstructed = await inBatches(given, 250, (x) => model.forward(x));
      const codes = await inBatches(held, 250, (x) => model.encode(x));
      const pca = await PrincipalComponents.of(seen.data, { features: 784, count: settings.code });
      const byPca = pca.decode(pca.codes(given.data));
      const error = meanSquares(reconstructed.data, held.data);
      const pcaError = meanSquares(byPca, held.data);
      const probeAccuracy = await linearProbe(
        { features: await features(seen), labels: train.arrays.labels },
        { features: await features(held), labels: test.arrays.labels },
        test.arrays.classes.length,
      );
      const width = codes.shape[1]!;
      const plane = await PrincipalComponents.of(codes.data, { features: width, count: Math.min(2, width) });
      return {
        metrics: { errorToPca: error / pcaError, probeAccuracy, error, pcaError },
        sections: [
          comparison({ shape, data: held.data }, given.data, reconstructed.data, byPca),
          filtersSection(await filterPictures(its.filters(model as Model))),
          picturesSection(
            "The map of the codes",
            [{ picture: latentMap(plane.codes(codes.data), test) }],
            "Held-out digits where their codes lie, seen from where they spread most; a colour a class.",
          ),
        ],
      };
    },
  });
}

type Rows = { readonly shape: readonly number[]; readonly data: Float32Array };

/** All pictures of a data set. Shapes: [n, 1, 28, 28]. */
function all(data: ImageDataset): Rows {
  return data.batch(Int32Array.from({ length: data.length }, (_, i) => i))[0] as Rows;
}

function mask(x: Tensor, share: number): Tensor {
  return share === 0 ? x : rand(x.shape).ge(share).where(x, 0);
}

async function maskedRows({ shape, data }: Rows, share: number): Promise<Rows> {
  if (share === 0) return { shape, data };
  return { shape, data: (await mask(tensor(data, { shape }), share).data()) as Float32Array };
}

function meanSquares(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length;
}

/** One row a kind of picture, a digit a column. */
function comparison(held: Rows, given: Float32Array, made: Float32Array, byPca: Float32Array): ReportSection {
  const shown = 14;
  const masked = given !== held.data;
  const kinds = [held.data, ...(masked ? [given] : []), made, byPca];
  const pictures = kinds.flatMap((rows) =>
    Array.from({ length: shown }, (_, i) =>
      pictureOf(rows.subarray(784 * i, 784 * (i + 1)), { channels: 1, height: 28, width: 28 }),
    ),
  );
  const rows = `the digits${masked ? ", what the model is shown" : ""}, what it makes of its code, what as many principal components make`;
  return picturesSection(
    "Held-out digits, reconstructed",
    [{ picture: pictureGrid(pictures, { columns: shown, zoom: 2 }) }],
    `From above: ${rows}.`,
  );
}

function filtersSection(pictures: readonly Picture[]): ReportSection {
  return picturesSection(
    "What the first units look for",
    [{ picture: pictureGrid(pictures, { columns: 16, zoom: 2 }) }],
    "The weights of the first units, each from its least to its greatest.",
  );
}
