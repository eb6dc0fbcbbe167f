import { type ImageSplits, randomSplit } from "../data/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { countCorrect } from "../metrics/index.ts";
import { MoEClassifier } from "../models/index.ts";
import { AdamW, WarmupCosineLR } from "../optim/index.ts";
import { compile, noGrad, type Tensor, tensor } from "../tensor/index.ts";
import { Evaluator, heatMapsSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";

const loss = (logits: Tensor, labels: Tensor): Tensor => crossEntropy(logits, labels);

/**
 * A mixture of experts on handwritten digits, two of eight for each. It must reach 95 %, which LeCun, Bottou, Bengio,
 * Haffner, 1998, figure 9, have for a network with one hidden layer (95.3 %) from seven times as many digits, and use all its
 * experts: none is to get less than 4 % or more than 25 % of the work, where an eighth is even. `--set balance=0` leaves out
 * the loss of section 4.
 *
 * Source: Shazeer et al., "Outrageously Large Neural Networks: The Sparsely-Gated Mixture-of-Experts Layer", 2017.
 */
export const moe = defineRecipe({
  name: "moe",
  family: "others",
  description: "A gate shares digits out among eight experts, two for each.",
  data: "mnist-10k",
  settings: { epochs: 12, batchSize: 64, learningRate: 3e-3, warmup: 0.1, weightDecay: 0.1, balance: 0.1 },
  targets: [
    { metric: "accuracy", atLeast: 0.95 },
    { metric: "leastShare", atLeast: 0.04 },
    { metric: "greatestShare", atMost: 0.25 },
  ],
  fast: {
    settings: { epochs: 4 },
    targets: [
      { metric: "accuracy", atLeast: 0.92 },
      { metric: "leastShare", atLeast: 0.03 },
      { metric: "greatestShare", atMost: 0.3 },
    ],
  },
  prepare: ({ train, test }: ImageSplits) => {
    const [training, validation] = randomSplit(train, [0.9, 0.1]);
    return {
      assets: { classes: test.arrays.classes },
      card: [
        [
          "digits",
          `${training!.length} to train with, ${validation!.length} for validation, ${test.length} held out`,
        ],
      ],
      ...{ training: training!, validation: validation!, test },
    };
  },
  model: () => new MoEClassifier(),
  train: (
    model,
    { training, validation },
    { epochs, batchSize, learningRate, warmup, weightDecay, balance },
  ) => {
    const optimizer = new AdamW(model.parameters(), { lr: learningRate, weightDecay });
    const totalSteps = epochs * Math.floor(training.length / batchSize);
    const evaluator = new Evaluator(model, { loss, metrics: { accuracy: countCorrect } });
    return {
      data: training,
      options: {
        ...{ epochs, batchSize, optimizers: [optimizer] },
        schedule: new WarmupCosineLR(optimizer, { warmupSteps: Math.floor(warmup * totalSteps), totalSteps }),
        trainingStep: (x, labels) => {
          optimizer.zeroGrad();
          const logits = model.forward(x!);
          const error = loss(logits, labels!);
          const imbalance = importanceLoss(model.gateShares(x!));
          error.add(imbalance.mul(balance)).backward();
          optimizer.step();
          return { loss: error, imbalance, accuracy: countCorrect(logits, labels!).div(batchSize) };
        },
        validate: async () => (await evaluator.evaluate(validation)).metrics,
      },
    };
  },
  evaluate: async (model, { test, assets }) => {
    const { metrics } = await new Evaluator(model, { loss, metrics: { accuracy: countCorrect } }).evaluate(
      test,
    );
    const experts = model.experts.experts.length;
    const [{ data, shape }] = test.batch(Int32Array.from({ length: test.length }, (_, i) => i)) as [
      { data: Float32Array; shape: number[] },
    ];
    const gate = compile((x: Tensor) => noGrad(() => model.gateShares(x)));
    const shares = (await gate(tensor(data, { shape })).data()) as Float32Array;
    const whole = new Float64Array(experts);
    const byDigit = new Float64Array(assets.classes.length * experts);
    const counts = new Float64Array(assets.classes.length);
    for (const [row, label] of test.arrays.labels.entries()) {
      counts[label]!++;
      for (let expert = 0; expert < experts; expert++) {
        const share = shares[row * experts + expert]!;
        whole[expert]! += share / test.length;
        byDigit[label * experts + expert]! += share;
      }
    }
    return {
      metrics: {
        accuracy: metrics.accuracy!,
        loss: metrics.loss!,
        leastShare: Math.min(...whole),
        greatestShare: Math.max(...whole),
      },
      sections: [
        heatMapsSection(
          "Who does what",
          [
            {
              title: "the share of each digit that each expert gets",
              rows: assets.classes,
              columns: Array.from(whole, (_, expert) => `expert ${expert + 1}`),
              values: byDigit.map((sum, i) => sum / counts[Math.floor(i / experts)]!),
            },
          ],
          "held-out digits",
        ),
      ],
    };
  },
});

/** The square of the coefficient of variation of what experts are given: equation 7, 0 where all get as much. */
function importanceLoss(shares: Tensor): Tensor {
  const importance = shares.sum({ axis: 0 });
  return importance.var({ correction: 0 }).div(importance.mean().pow(2));
}
