import { type ImageDataset, type ImageSplits, Subset } from "../data/index.ts";
import { type Picture, pictureGrid, pictureOf } from "../image/index.ts";
import { l1, mse, nonSaturating } from "../losses/index.ts";
import { rocAuc } from "../metrics/index.ts";
import { GANomaly } from "../models/index.ts";
import { Adam } from "../optim/index.ts";
import { compile, noGrad, type Tensor, tensor } from "../tensor/index.ts";
import { picturesSection, tableSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { pixelsOf } from "./digit-judge.ts";

const atOnce = 250;
const shown = 10;

/**
 * A network that has never seen one digit makes digits again; what it cannot make again is an anomaly.
 *
 * Must reach: held-out digits of the kind left out have the greater score with a probability (the area under the ROC curve)
 * of at least 0.8, where chance is 0.5. A figure of our own: the paper shows its areas for MNIST in figure 4 alone.
 *
 * Source: Akcay, Atapour-Abarghouei, Breckon, "GANomaly", 2018, section 3.2: feature matching, contextual and encoder loss
 * with weights 1, 50 and 1; scores of equation 5.
 */
export const ganAnomaly = defineRecipe({
  name: "gan-anomaly",
  family: "generative adversarial",
  description: "Networks that have never seen a two tell by how badly they make it again.",
  data: "mnist-10k",
  settings: {
    ...{ epochs: 8, batchSize: 32, learningRate: 1e-3, beta1: 0.5, channels: 12, code: 32, anomaly: 2 },
    ...{ examples: 8000, contextualWeight: 50 },
  },
  targets: [{ metric: "rocAuc", atLeast: 0.8 }],
  fast: {
    settings: { epochs: 1, examples: 4000, channels: 8 },
    targets: [{ metric: "rocAuc", atLeast: 0.65 }],
  },
  prepare: ({ train, test }: ImageSplits, { anomaly, examples }) => {
    const normal = [...train.arrays.labels.keys()].filter((i) => train.arrays.labels[i] !== anomaly);
    return {
      assets: { anomaly },
      card: [["never seen", `the digit ${anomaly}`]],
      train: new Subset(train, Int32Array.from(normal.slice(0, examples))),
      test,
    };
  },
  model: (_, { channels, code }) => new GANomaly({ channels, code }),
  train: (model, { train }, { epochs, batchSize, learningRate, beta1, contextualWeight }) => {
    const { encoder, decoder, encoder2, discriminator } = model;
    const options = { lr: learningRate, betas: [beta1, 0.999] as const };
    const ofDiscriminator = new Adam(discriminator.parameters(), options);
    const generator = [encoder, decoder, encoder2].flatMap((part) => part.parameters());
    const ofGenerator = new Adam(generator, options);
    return {
      data: train,
      options: {
        ...{ epochs, batchSize, optimizers: [ofDiscriminator, ofGenerator] },
        trainingStep: (...[digits]: Tensor[]) => {
          const real = digits!;
          const { image, code, codeOfImage } = model.regenerate(real);

          ofDiscriminator.zeroGrad();
          const told = nonSaturating.discriminator(
            discriminator.forward(real),
            discriminator.forward(image.detach()),
          );
          told.backward();
          ofDiscriminator.step();

          ofGenerator.zeroGrad();
          const adversarial = mse(discriminator.features(image), discriminator.features(real).detach());
          const contextual = l1(image, real);
          const encoding = mse(codeOfImage, code);
          adversarial.add(contextual.mul(contextualWeight)).add(encoding).backward();
          ofGenerator.step();
          return { discriminator: told, adversarial, contextual, encoding };
        },
      },
    };
  },
  evaluate: async (model, { test, assets }) => {
    const { scores, images } = await regenerated(model, test);
    const { labels } = test.arrays;
    const { anomaly } = assets;
    const auc = rocAuc(
      scores,
      Array.from(labels, (label) => Number(label === anomaly)),
    );
    const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
    const rows = test.arrays.classes.map((name, digit) => {
      const own = scores.filter((_, i) => labels[i] === digit);
      return [name, (own.reduce((sum, score) => sum + score, 0) / own.length).toFixed(3)];
    });
    const pixels = pixelsOf(test);
    const pairs = (some: readonly number[]): Picture =>
      pictureGrid(
        [pixels, images].flatMap((of) =>
          some.map((i) => pictureOf(of.subarray(784 * i, 784 * (i + 1)), digitSize)),
        ),
        { columns: shown },
      );
    const ofKind = (is: boolean): number[] => order.filter((i) => (labels[i] === anomaly) === is);
    return {
      metrics: { rocAuc: auc },
      sections: [
        picturesSection("Held-out digits above, made again below", [
          { picture: pairs(ofKind(true).slice(0, shown)), caption: "never seen: the highest scores" },
          {
            picture: pairs(ofKind(false).slice(0, shown)),
            caption: "of kinds that were seen: the highest scores",
          },
          {
            picture: pairs(ofKind(false).slice(-shown)),
            caption: "of kinds that were seen: the lowest scores",
          },
        ]),
        tableSection("Mean scores", { head: ["digit", "score"], rows }, `${anomaly} was never seen`),
      ],
    };
  },
});

const digitSize = { channels: 1, height: 28, width: 28 } as const;

/** The scores of all pictures, and what the network made of them. */
async function regenerated(
  model: GANomaly,
  digits: ImageDataset,
): Promise<{ scores: Float32Array; images: Float32Array }> {
  const program = compile((x: Tensor) =>
    noGrad(() => ({ scores: model.forward(x), images: model.regenerate(x).image })),
  );
  const pixels = pixelsOf(digits);
  const scores = new Float32Array(digits.length);
  const images = new Float32Array(pixels.length);
  for (let from = 0; from < digits.length; from += atOnce) {
    const some = pixels.subarray(784 * from, 784 * (from + atOnce));
    const made = program(tensor(some, { shape: [some.length / 784, 1, 28, 28] }));
    scores.set(await made.scores.data(), from);
    images.set(await made.images.data(), 784 * from);
  }
  return { scores, images };
}
