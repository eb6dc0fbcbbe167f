import { type HostTensor, type ImageDataset, type ImageSplits, randomAffine } from "../data/index.ts";
import { type Picture, pictureGrid, pictureOf } from "../image/index.ts";
import { batchHardTriplet } from "../losses/index.ts";
import { TripletNetwork } from "../models/index.ts";
import { AdamW, WarmupCosineLR } from "../optim/index.ts";
import { eye, type Tensor } from "../tensor/index.ts";
import { Evaluator, picturesSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { bestThreshold, type Embedded, nearestTo, pairs, vote } from "./nearest-embeddings.ts";

/**
 * A triplet network embeds digits so that the same are near each other: first from all triplets of a batch, then from the
 * hardest, one an example. Held-out
 * digits are classified by their five nearest training digits: at least 97.5 %, where the nearest neighbours of pixels are at
 * 95.0 %, from 60,000 digits (LeCun, Bottou, Bengio, Haffner, 1998, figure 9). Pairs of held-out digits are told to be the same or not by their distance, with the
 * threshold that is best for training digits: at least 97 %, where saying "different" always is 50 %, since half of the pairs
 * are the same.
 *
 * Source: Hermans, Beyer, Leibe, "In Defense of the Triplet Loss for Person Re-Identification", 2017.
 */
export const siamese = defineRecipe({
  name: "siamese",
  family: "others",
  description: "A triplet network learns when two digits are the same.",
  data: "mnist-10k",
  settings: {
    firstEpochs: 2,
    epochs: 10,
    batchSize: 50,
    learningRate: 2e-3,
    warmup: 0.1,
    weightDecay: 0.01,
    margin: 0.3,
  },
  targets: [
    { metric: "neighbourAccuracy", atLeast: 0.975 },
    { metric: "verificationAccuracy", atLeast: 0.97 },
  ],
  fast: {
    settings: { firstEpochs: 1, epochs: 1 },
    targets: [
      { metric: "neighbourAccuracy", atLeast: 0.95 },
      { metric: "verificationAccuracy", atLeast: 0.92 },
    ],
  },
  prepare: ({ train, test }: ImageSplits) => ({
    assets: { classes: test.arrays.classes },
    card: [["digits", `${train.length} to train with and to compare with, ${test.length} held out`]],
    ...{ training: train, test },
  }),
  model: () => new TripletNetwork(),
  train: (
    model,
    { training },
    { firstEpochs, epochs, batchSize, learningRate, warmup, weightDecay, margin },
  ) => {
    const phase = (name: string, epochs: number, loss: typeof allTriplets) => {
      const optimizer = new AdamW(model.parameters(), { lr: learningRate, weightDecay });
      const totalSteps = epochs * Math.floor(training.length / batchSize);
      return {
        name,
        data: training,
        model,
        options: {
          ...{ epochs, batchSize, optimizer },
          loss: (embeddings: Tensor, labels: Tensor) => loss(embeddings, labels, { margin }),
          schedule: new WarmupCosineLR(optimizer, {
            warmupSteps: Math.floor(warmup * totalSteps),
            totalSteps,
          }),
          transform: randomAffine({ rotation: 8, scale: 0.1, shift: 1, shear: 0.1 }),
        },
      };
    };
    return [
      phase("all triplets", firstEpochs, allTriplets),
      phase("hardest triplets", epochs, batchHardTriplet),
    ];
  },
  evaluate: async (model, { training, test }, { margin }) => {
    const loss = (embeddings: Tensor, labels: Tensor) => batchHardTriplet(embeddings, labels, { margin });
    const evaluator = new Evaluator(model, { loss });
    const known = embedded(training, (await evaluator.evaluate(training)).outputs);
    const held = embedded(test, (await evaluator.evaluate(test)).outputs);
    const nearest = Array.from({ length: test.length }, (_, row) => nearestTo(held, row, known));
    const right = nearest.filter(
      (rows, i) => vote(rows.map((row) => known.labels[row]!)) === held.labels[i],
    ).length;
    const threshold = bestThreshold(pairs(known));
    const verified = pairs(held).filter(({ distance, same }) => distance < threshold === same).length;
    const shown = Array.from({ length: 12 }, (_, i) => Math.floor((i * test.length) / 12));
    return {
      metrics: {
        neighbourAccuracy: right / test.length,
        verificationAccuracy: verified / pairs(held).length,
        threshold,
      },
      sections: [
        picturesSection(
          "Nearest digits",
          shown.map((row) => ({
            picture: pictureGrid([drawn(test, row), ...nearest[row]!.map((near) => drawn(training, near))], {
              columns: 6,
            }),
            caption: `a held-out ${held.labels[row]}, then the nearest: ${nearest[row]!.map((near) => known.labels[near]).join(", ")}`,
          })),
        ),
      ],
    };
  },
});

/**
 * The mean of max(0, margin + d(a, p) − d(a, n)) over all triplets of a batch in which it is not 0. From the hardest triplets
 * alone, fresh networks learn to put everything into one point.
 */
function allTriplets(embeddings: Tensor, labels: Tensor, { margin }: { readonly margin: number }): Tensor {
  const count = embeddings.shape[0]!;
  const cosines = embeddings.matmul(embeddings.transpose());
  const distances = cosines.mul(-2).add(2).clamp({ min: 1e-6 }).sqrt(); // [n, n], of points on a sphere
  const same = labels.unsqueeze(1).eq(labels.unsqueeze(0));
  const positive = same.logicalAnd(eye(count).eq(0)).unsqueeze(2); // [a, p, 1]
  const valid = positive.logicalAnd(same.logicalNot().unsqueeze(1)); // [a, p, n]
  const shortfall = distances.unsqueeze(2).sub(distances.unsqueeze(1)).add(margin).relu();
  const losses = valid.where(shortfall, 0);
  return losses.sum().div(losses.gt(0).cast("float32").sum().add(1));
}

function embedded(
  data: ImageDataset,
  { shape, data: points }: { shape: readonly number[]; data: Float32Array },
): Embedded {
  return { points, width: shape[1]!, labels: data.arrays.labels };
}

function drawn(data: ImageDataset, row: number): Picture {
  const { height, width } = data.arrays;
  const [{ data: values }] = data.batch(Int32Array.of(row)) as [HostTensor];
  return pictureOf(values, { channels: 1, height, width });
}
