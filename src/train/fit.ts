import {
  DataLoader,
  type Dataset,
  type IterableDataset,
  randomSplit,
  type Transform,
} from "../data/index.ts";
import type { StoredTensors } from "../io/index.ts";
import type { BatchMetric } from "../metrics/index.ts";
import type { Layer } from "../nn/index.ts";
import type { Optimizer, Schedule } from "../optim/index.ts";
import type { Tensor } from "../tensor/index.ts";
import type { BestState, EarlyStopping } from "./best-weights.ts";
import type { Evaluator } from "./evaluator.ts";
import type { EpochEvent, FitEvent, ResultEvent, StepEvent } from "./events.ts";
import { Training } from "./training.ts";

/** Where checkpoints go, and how often. */
export interface CheckpointOptions {
  /** Keeps the bytes, of which `restoreCheckpoint` says more. Training goes on when it has. */
  readonly save: (bytes: Uint8Array, step: number) => Promise<void>;
  /** Seconds from one to the next; there is also one after each epoch and when training ends. Default: 30. */
  readonly seconds?: number;
  /** With `earlyStopping`: keeps the model's weights, a safetensors file, whenever an epoch is the best so far. */
  readonly saveBest?: (weights: Uint8Array, best: BestState) => Promise<void>;
}

/** How a model is trained. */
export interface FitOptions {
  /** Passes over the data. */
  readonly epochs: number;
  /** What updates the parameters. */
  readonly optimizer: Optimizer;
  /** The mean loss of a batch. */
  readonly loss: (outputs: Tensor, targets: Tensor) => Tensor;
  /** Examples a batch. Default 64. A last batch with fewer is left out. */
  readonly batchSize?: number;
  /**
   * Batches whose gradients are averaged for one step, which then learns from that many times batchSize examples in
   * the memory that one batch takes. Batches at the end of an epoch that make no whole step are left out. Default 1.
   */
  readonly gradientAccumulation?: number;
  /** A learning rate schedule of the optimizer; it goes on after each step. */
  readonly schedule?: Schedule;
  /** Further numbers to watch, by name. */
  readonly metrics?: Readonly<Record<string, BatchMetric>>;
  /**
   * Held-out examples, evaluated after each epoch; or the share of the data that is held out, drawn by the seed.
   */
  readonly validation?: Dataset | number;
  /** Changes each training batch on the host: augmentation. */
  readonly transform?: Transform;
  /** Threads that make training batches beside the steps; see `DataLoader`. Default 0. */
  readonly workers?: number;
  /** Where the order of the examples and the transform's numbers come from. Default 0. */
  readonly seed?: number;
  /** When it is aborted, training stops after the step at hand. */
  readonly signal?: AbortSignal;
  /** Steps from one step event to the next. Default: so many that a run has about 500. */
  readonly stepsPerEvent?: number;
  /** The greatest joint norm of all gradients; longer ones are scaled down to it. Default: no limit. */
  readonly clipGradNorm?: number;
  /** Ends training when the validation no longer improves, and gives the model the weights of the best epoch. */
  readonly earlyStopping?: EarlyStopping;
  /** Saves all that training depends on from time to time. */
  readonly checkpoint?: CheckpointOptions;
  /** What such a checkpoint holds: training goes on from it, to the same bits as if it had never been interrupted. */
  readonly resume?: StoredTensors;
  /** Evaluates with another batch size, say; by default one is made from the loss and the metrics. */
  readonly evaluator?: Evaluator;
}

/** What `fit` returns: the last event, and the events of steps and epochs before it. */
export interface FitResult extends ResultEvent {
  readonly history: readonly (StepEvent | EpochEvent)[];
}

/**
 * Trains a model and returns the last event with the history before it. The whole step (forward, loss, backward, update)
 * is one compiled program. With the same model, data, options and seed, the weights are the same bits at any number of
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
export async function fit(
  model: Layer,
  data: Dataset | IterableDataset,
  options: FitOptions & { readonly onEvent?: (event: FitEvent) => void | Promise<void> },
): Promise<FitResult> {
  const history: (StepEvent | EpochEvent)[] = [];
  for await (const event of fitEvents(model, data, options)) {
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
export async function* fitEvents(
  model: Layer,
  data: Dataset | IterableDataset,
  options: FitOptions,
): AsyncGenerator<FitEvent> {
  const { epochs, seed = 0, batchSize = 64, gradientAccumulation = 1, transform, workers = 0 } = options;
  for (const [name, value] of Object.entries({ epochs, gradientAccumulation })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new RangeError(`Cannot train with ${name} = ${value}: expected a positive integer.`);
  }
  const { training: examples, validation } = heldOut(data, options);
  const loader = new DataLoader(examples, {
    batchSize,
    shuffle: true,
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
  if (options.earlyStopping !== undefined && validation === undefined) {
    throw new RangeError(
      "Cannot stop early without a validation: expected held-out examples to watch. Pass { validation }.",
    );
  }
  const training = new Training(model, loader, { ...options, validation });
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
      `Cannot hold out ${validation} of the data: expected a share between 0 and 1, such as 0.1, or a data set.`,
    );
  }
  const [training, held] = randomSplit(data, [1 - validation, validation], { seed });
  return { training: training!, validation: held };
}
