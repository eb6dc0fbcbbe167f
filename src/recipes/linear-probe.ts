import { ArrayDataset, Standardizer } from "../data/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { countCorrect } from "../metrics/index.ts";
import { Linear } from "../nn/index.ts";
import { AdamW, WarmupCosineLR } from "../optim/index.ts";
import { Evaluator, fit } from "../train/index.ts";

/** Examples as features [n, …] with their classes. */
export interface ProbedExamples {
  readonly features: { readonly shape: readonly number[]; readonly data: Float32Array };
  readonly labels: Uint8Array;
}

const [epochs, batchSize] = [12, 100];

/**
 * How well a linear classifier tells held-out examples apart by features that were learned without their classes: the
 * accuracy of logistic regression on features brought to mean 0 and deviation 1.
 *
 * Source: Alain, Bengio, "Understanding Intermediate Layers Using Linear Classifier Probes", 2016.
 */
export async function linearProbe(
  train: ProbedExamples,
  test: ProbedExamples,
  numClasses: number,
): Promise<number> {
  const [training, held] = [train, test].map(
    ({ features, labels }) =>
      new ArrayDataset([features, { shape: [labels.length], data: Int32Array.from(labels) }]),
  ) as [ArrayDataset, ArrayDataset];
  const standardizer = await Standardizer.of(training);
  const model = new Linear(train.features.shape[1]!, numClasses);
  const optimizer = new AdamW(model.parameters(), { lr: 3e-3, weightDecay: 0.1 });
  const totalSteps = epochs * Math.floor(training.length / batchSize);
  await fit(model, await standardizer.apply(training), {
    ...{ epochs, batchSize, optimizer, loss: crossEntropy },
    schedule: new WarmupCosineLR(optimizer, { totalSteps }),
  });
  const evaluator = new Evaluator(model, { loss: crossEntropy, metrics: { accuracy: countCorrect } });
  const { metrics } = await evaluator.evaluate(await standardizer.apply(held));
  return metrics.accuracy!;
}
