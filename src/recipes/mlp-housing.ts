import { ArrayDataset, type Dataset, randomSplit, Standardizer } from "../data/index.ts";
import { mse } from "../losses/index.ts";
import { MLP } from "../models/index.ts";
import { AdamW, WarmupCosineLR } from "../optim/index.ts";
import { Evaluator, scatterSection, tableSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { housingFeatures } from "./housing-features.ts";

/** Prices are told in units of 100,000 $, as scikit-learn has them. */
const unit = 1e5;

/** No price is above it: the census cut them off there. */
const greatest = 500_001 / unit;

/**
 * Prices of houses in California. The root of the mean squared error on the tenth that is held out must be at most 0.50 in
 * units of 100,000 $: an MLP is at 0.499 in Gorishniy et al., "Revisiting Deep Learning Models for Tabular Data", 2021, table 2,
 * gradient boosting at 0.45. One network, no ensemble; the weights are those of the epoch that is best on another tenth.
 */
export const mlpHousing = defineRecipe({
  name: "mlp-housing",
  family: "feed-forward",
  description: "A multilayer perceptron tells what houses cost in California's districts.",
  data: "california-housing",
  settings: { epochs: 60, batchSize: 128, learningRate: 3e-3, warmup: 0.05, weightDecay: 0.1, hidden: 128 },
  targets: [{ metric: "rmse", atMost: 0.5 }],
  fast: { settings: { epochs: 8 }, targets: [{ metric: "rmse", atMost: 0.5 }] },
  prepare: async ({ table }) => {
    const { names, values } = housingFeatures(table);
    const prices = Float32Array.from(table.numbers("median_house_value"), (price) => price / unit);
    const all = new ArrayDataset([
      { shape: [table.length, names.length], data: values },
      { shape: [table.length, 1], data: prices },
    ]);
    const [training, validation, test] = randomSplit(all, [0.8, 0.1, 0.1]);
    const standardizer = await Standardizer.of(training!);
    const mean = prices.reduce((sum, price) => sum + price / prices.length, 0);
    return {
      assets: {
        features: names,
        means: [...standardizer.means],
        deviations: [...standardizer.deviations],
      },
      card: [
        [
          "districts",
          `${training!.length} to train with, ${validation!.length} for validation, ${test!.length} held out`,
        ],
        [
          "features",
          `${names.length}: ${names.filter((name) => !name.startsWith("wave")).join(", ")}, and waves over the map`,
        ],
        ["price", `in units of 100,000 $, mean ${mean.toFixed(2)}`],
      ],
      training: await standardizer.apply(training!),
      validation: await standardizer.apply(validation!),
      test: await standardizer.apply(test!),
      places: await placesOf(test!),
    };
  },
  model: ({ features }, { hidden }) =>
    new MLP({ inFeatures: features.length, hidden: [2 * hidden, hidden, hidden], numClasses: 1 }),
  train: (model, { training, validation }, { epochs, batchSize, learningRate, warmup, weightDecay }) => {
    const optimizer = new AdamW(model.parameters(), { lr: learningRate, weightDecay });
    const totalSteps = epochs * Math.floor(training.length / batchSize);
    return {
      data: training,
      options: {
        ...{ epochs, batchSize, optimizer, validation, clipGradNorm: 1 },
        loss: (prices, targets) => mse(prices, targets),
        schedule: new WarmupCosineLR(optimizer, { warmupSteps: Math.floor(warmup * totalSteps), totalSteps }),
        earlyStopping: { patience: Number.POSITIVE_INFINITY },
      },
    };
  },
  evaluate: async (model, { test, training, places }) => {
    const { outputs } = await new Evaluator(model, {
      loss: (prices, targets) => mse(prices, targets),
    }).evaluate(test);
    const found = outputs.data.map((price) => Math.min(price, greatest));
    const prices = test.columns[1]!.data;
    const known = [...training.columns[1]!.data];
    const mean = known.reduce((sum, price) => sum + price / known.length, 0);
    const median = [...known].sort((a, b) => a - b)[known.length >> 1]!;
    const errors = found.map((price, i) => price - prices[i]!);
    const rows = [0, 1, 2, 3, 4].map((low) => {
      const of = errors.filter((_, i) => prices[i]! >= low && (prices[i]! < low + 1 || low === 4));
      return [
        `${low} to ${low + 1}`,
        String(of.length),
        rootMeanSquare(of).toFixed(3),
        (of.reduce((a, b) => a + b, 0) / of.length).toFixed(3),
      ];
    });
    const dear = (price: number): number => Math.min(4, Math.floor(price));
    const points = (values: ArrayLike<number>) =>
      places.map(([x, y], i) => ({ x, y: -y, label: dear(values[i]!), title: `${values[i]!.toFixed(2)}` }));
    const classes = ["under 1", "1 to 2", "2 to 3", "3 to 4", "over 4"];
    return {
      metrics: {
        rmse: rootMeanSquare(errors),
        mae: errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length,
        rmseOfTheMean: rootMeanSquare(Array.from(prices, (price) => price - mean)),
      },
      sections: [
        scatterSection(
          "What the network says",
          { points: points(found), classes },
          "held-out districts, in units of 100,000 $",
        ),
        scatterSection(
          "What houses cost",
          { points: points(prices), classes },
          `median ${median.toFixed(2)}`,
        ),
        tableSection("Errors by price", { head: ["price", "districts", "RMSE", "mean error"], rows }),
      ],
    };
  },
});

/** Longitude and latitude, the first two features, as they are before they are scaled. */
async function placesOf(data: Dataset): Promise<(readonly [x: number, y: number])[]> {
  const [features] = await data.batch(Int32Array.from({ length: data.length }, (_, i) => i));
  const width = features!.shape[1]!;
  return Array.from({ length: data.length }, (_, i) => [
    features!.data[i * width]!,
    features!.data[i * width + 1]!,
  ]);
}

function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return Math.sqrt(sum / values.length);
}
