import { requireKind } from "../base/argument-kinds.ts";
import { DataLoader, type Dataset, type IterableDataset, randomSplit } from "../data/index.ts";
import type { Layer, Module } from "../nn/index.ts";
import { LBFGS } from "../optim/index.ts";
import type { EpochEvent, FitEvent, ResultEvent, StepEvent } from "./events.ts";
import type { FitOptions, StepOptions } from "./fit-options.ts";
import { ownStep } from "./own-step.ts";
import { supervised } from "./supervised.ts";
import { Training } from "./training.ts";

/** What `fit` returns: the last event, and the events of steps and epochs before it. */
export interface FitResult extends ResultEvent {
  readonly history: readonly (StepEvent | EpochEvent)[];
}

type Listening = { readonly onEvent?: (event: FitEvent) => void | Promise<void> };

/**
 * Trains a model and returns the last event with the history before it. The whole step (forward, loss, backward, update)
 * is one compiled program; what it does is said by a loss, or by a `trainingStep` of one's own. With the same model, data, options and seed, the weights are the same bits at any number of
 * threads. `onEvent` is called back at the start and after steps and epochs, and waited for; to stop early, abort `signal`.
 *
 * Throws: RangeError if there is less than one step of data, an option is out of its range, or `resume` holds the
 * checkpoint of another model.
 *
 * @example
 * const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-3 });
 * const { metrics } = await fit(model, data, {
 *   epochs: 3,
 *   optimizer,
 *   loss: losses.crossEntropy,
 *   validation: 0.1,
 *   batchSize: 16,
 *   onEvent: (event) => {
 *     if (event.event === "epoch") console.log(event.epoch, event.validation?.loss);
 *   },
 * });
 */
export function fit(
  model: Layer,
  data: Dataset | IterableDataset,
  options: FitOptions & Listening,
): Promise<FitResult>;
export function fit(
  model: Module,
  data: Dataset | IterableDataset,
  options: StepOptions & Listening,
): Promise<FitResult>;
export async function fit(
  model: Module,
  data: Dataset | IterableDataset,
  options: (FitOptions | StepOptions) & Listening,
): Promise<FitResult> {
  const history: (StepEvent | EpochEvent)[] = [];
  for await (const event of fitEvents(model as Layer, data, options as FitOptions)) {
    await options.onEvent?.(event);
    if (event.event === "result") return { ...event, history };
    if (event.event !== "start") history.push(event);
  }
  throw new Error("Cannot end training without a result.");
}

/**
 * Trains a model as `fit` does, as a stream of events: training goes on as they are asked for, and ends where the
 * loop over them is left.
 *
 * @example
 * for await (const event of fitEvents(model, data, options)) {
 *   if (event.event === "epoch") console.log(event.epoch, event.validation);
 * }
 */
export function fitEvents(
  model: Layer,
  data: Dataset | IterableDataset,
  options: FitOptions,
): AsyncGenerator<FitEvent>;
export function fitEvents(
  model: Module,
  data: Dataset | IterableDataset,
  options: StepOptions,
): AsyncGenerator<FitEvent>;
export async function* fitEvents(
  model: Module,
  data: Dataset | IterableDataset,
  options: FitOptions | StepOptions,
): AsyncGenerator<FitEvent> {
  requireKind("options", "train", { options, data });
  const { epochs, seed = 0, batchSize = 64, transform, workers = 0 } = options;
  const gradientAccumulation = ("loss" in options ? options.gradientAccumulation : undefined) ?? 1;
  for (const [name, value] of Object.entries({ epochs, gradientAccumulation })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new RangeError(
      `Cannot train with ${name} = ${value}: expected a positive integer. Pass { ${name}: 10 }, say.`,
    );
  }
  if ("optimizer" in options && (options.optimizer as unknown) instanceof LBFGS) {
    throw new TypeError(
      "Cannot train with LBFGS in fit: expected an optimizer that takes one gradient a step; L-BFGS evaluates the whole loss several times a step. Call optimizer.step(closure) in a loop of your own, or use optim.AdamW.",
    );
  }
  const { training: examples, validation } =
    "loss" in options ? heldOut(data, options) : { training: data, validation: undefined };
  if (options.sampler !== undefined && examples !== data) {
    throw new RangeError(
      "Cannot hold out a share of data that a sampler chooses from: expected numbers of training examples, which no longer are those of the data. Split it first, with data.randomSplit or data.stratifiedSplit; make the sampler for the training part, and pass the other as { validation }.",
    );
  }
  const loader = new DataLoader(examples, {
    batchSize,
    shuffle: options.sampler === undefined,
    ...(options.sampler && { sampler: options.sampler }),
    dropLast: true,
    seed,
    workers,
    ...(transform && { transform }),
  });
  const stepsPerEpoch = loader.length && Math.floor(loader.length / gradientAccumulation);
  const trainExamples = "examples" in examples ? 0 : examples.length;
  const stepSize = batchSize * gradientAccumulation;
  if (loader.length === 0 || stepsPerEpoch === 0) {
    throw new RangeError(
      `Cannot train with batches of ${stepSize} on ${trainExamples} examples: expected at least one batch. Use a smaller batchSize.`,
    );
  }
  const learner =
    "loss" in options ? supervised(model as Layer, options, validation) : ownStep(model, options);
  if (options.earlyStopping !== undefined && learner.validate === undefined) {
    throw new RangeError(
      "Cannot stop early without a validation: expected held-out examples to watch. Pass { validation }, or with a trainingStep { validate }.",
    );
  }
  const training = new Training(model, loader, learner, options);
  try {
    yield {
      event: "start",
      epochs,
      stepsPerEpoch: stepsPerEpoch ?? 0,
      batchSize: stepSize,
      trainExamples,
      validationExamples: validation?.length ?? 0,
      parameters: model.numParameters,
      seed,
      ...(options.resume && { resumedFrom: training.step }),
    };
    yield* training.epochs();
    yield training.result();
  } finally {
    loader.close();
  }
}

/** The examples to train with, and those held out. */
function heldOut(
  data: Dataset | IterableDataset,
  { validation, seed = 0 }: FitOptions,
): { training: Dataset | IterableDataset; validation: Dataset | undefined } {
  if (typeof validation !== "number") return { training: data, validation };
  if ("examples" in data) {
    throw new RangeError(
      `Cannot hold out ${validation} of a stream: expected a data set whose length is known. Pass held-out examples as { validation }.`,
    );
  }
  if (!(validation > 0 && validation < 1)) {
    throw new RangeError(
      `Cannot hold out ${validation} of the data: expected a share between 0 and 1, such as 0.1, or a data set. Leave it out to train on all.`,
    );
  }
  const [training, held] = randomSplit(data, [1 - validation, validation], { seed });
  return { training: training!, validation: held };
}
