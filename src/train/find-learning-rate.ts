import { requireKind } from "../base/argument-kinds.ts";
import { DataLoader, type Dataset } from "../data/index.ts";
import type { Layer, StateDict } from "../nn/index.ts";
import { defaultGenerator } from "../tensor/index.ts";
import { breathe } from "./breathe.ts";
import type { FitOptions } from "./fit-options.ts";
import { trainingStep } from "./training-step.ts";
import { requireModule } from "./weights.ts";

/** How rates are tried. */
export interface FindLearningRateOptions
  extends Pick<FitOptions, "optimizer" | "loss" | "batchSize" | "seed" | "transform" | "clipGradNorm"> {
  /** The first rate. Default: 1e-7. */
  readonly startLr?: number;
  /** The last rate. Default: 10. */
  readonly endLr?: number;
  /** Steps from the first rate to the last, each by the same factor. Default: 100. */
  readonly steps?: number;
}

/** What the losses were as the rate grew. */
export interface LearningRateTrial {
  readonly learningRates: readonly number[];
  /** Averaged over steps, the last ones counting most. It ends early where the loss has grown to four times its least. */
  readonly losses: readonly number[];
  /** The rate at which the loss fell most steeply, over the logarithm of the rate; undefined if it never fell. */
  readonly suggestion: number | undefined;
}

/** How much of the average is kept each step. */
const keep = 0.98;

/**
 * Trains for some steps while the learning rate grows from tiny to huge, to see at which rates the loss falls: step t has
 * startLr · (endLr / startLr)^(t / (steps − 1)). The model, the optimizer and the generator of random numbers are then as
 * they were.
 *
 * Throws: RangeError unless 0 < startLr < endLr, and `steps` is an integer of at least 2; if there is less than one batch.
 * Source: Smith, "Cyclical Learning Rates for Training Neural Networks", 2017, section 3.3; the average and where it stops
 * as in Howard and others, fastai, 2018.
 *
 * @example
 * const optimizer = new optim.AdamW(model.parameters());
 * const trial = await findLearningRate(model, data, { optimizer, loss: losses.crossEntropy });
 * console.log(trial.suggestion);
 */
export async function findLearningRate(
  model: Layer,
  data: Dataset,
  options: FindLearningRateOptions,
): Promise<LearningRateTrial> {
  requireModule("find a learning rate", model);
  requireKind("object", "call findLearningRate", { data });
  requireKind("options", "call findLearningRate", { options });
  const { optimizer, loss, clipGradNorm, transform, batchSize = 64, seed = 0 } = options;
  const { startLr = 1e-7, endLr = 10, steps = 100 } = options;
  if (!(startLr > 0 && startLr < endLr && Number.isFinite(endLr))) {
    throw new RangeError(
      `Cannot try learning rates from ${startLr} to ${endLr}: expected 0 < startLr < endLr. Typical are 1e-7 and 10.`,
    );
  }
  if (!Number.isInteger(steps) || steps < 2) {
    throw new RangeError(`Cannot try learning rates in ${steps} steps: expected an integer of at least 2.`);
  }
  const loader = new DataLoader(data, {
    ...{ batchSize, seed, shuffle: true, dropLast: true },
    ...(transform && { transform }),
  });
  if (loader.length === 0) {
    throw new RangeError(
      `Cannot try learning rates with batches of ${batchSize} on ${data.length} examples: expected at least one batch. ` +
        "Use a smaller batchSize.",
    );
  }
  const before = {
    model: model.stateDict(),
    training: model.namedModules().map(([, module]) => [module, module.training] as const),
    optimizer: optimizer.stateDict(),
    lr: optimizer.lr,
    generator: [defaultGenerator.seed, defaultGenerator.offset] as const,
  };
  await read([before.model, before.optimizer]);
  const [runStep] = trainingStep(model.train(), {
    optimizer,
    loss,
    metrics: {},
    clipGradNorm,
    gradientAccumulation: 1,
  });
  const learningRates: number[] = [];
  const losses: number[] = [];
  try {
    let sum = 0;
    for await (const [inputs, targets] of batches(loader, steps)) {
      const step = learningRates.length;
      optimizer.lr = startLr * (endLr / startLr) ** (step / (steps - 1));
      learningRates.push(optimizer.lr);
      const { loss: total } = runStep!(inputs!, targets!);
      sum = keep * sum + (1 - keep) * ((await total!.data())[0]! / inputs!.shape[0]!);
      losses.push(sum / (1 - keep ** (step + 1)));
      if (!(losses.at(-1)! <= 4 * Math.min(...losses))) break;
      await breathe();
    }
  } finally {
    loader.close();
    model.loadStateDict(before.model);
    for (const [module, training] of before.training) module.training = training;
    model.zeroGrad();
    optimizer.loadStateDict(before.optimizer);
    optimizer.lr = before.lr;
    [defaultGenerator.seed, defaultGenerator.offset] = before.generator;
  }
  return { learningRates, losses, suggestion: steepest(learningRates, losses) };
}

/** As many batches as asked for, epoch after epoch. */
async function* batches(loader: DataLoader, count: number) {
  for (let epoch = 0, given = 0; given < count; epoch++) {
    for await (const batch of loader.epoch(epoch)) {
      if (given++ === count) return;
      yield batch;
    }
  }
}

/** Reads tensors that training is about to overwrite. */
async function read(states: readonly StateDict[]): Promise<void> {
  await Promise.all(states.flatMap((state) => Object.values(state).map((value) => value.data())));
}

/** The rate with the steepest fall on both sides, leaving out where the loss grows. */
function steepest(rates: readonly number[], losses: readonly number[]): number | undefined {
  let [found, slope]: [number | undefined, number] = [undefined, 0];
  for (let i = 1; i + 1 < losses.length; i++) {
    const rise = (losses[i + 1]! - losses[i - 1]!) / Math.log(rates[i + 1]! / rates[i - 1]!);
    if (rise < slope) [found, slope] = [rates[i], rise];
  }
  return found;
}
