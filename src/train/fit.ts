import { DataLoader, type Dataset, type IterableDataset, type Transform } from "../data/index.ts";
import type { StoredTensors } from "../io/index.ts";
import type { Layer } from "../nn/index.ts";
import type { Optimizer, Schedule } from "../optim/index.ts";
import type { Tensor } from "../tensor/index.ts";
import type { EarlyStopping } from "./best-weights.ts";
import type { Evaluator } from "./evaluator.ts";
import type { FitEvent, ResultEvent } from "./events.ts";
import type { SummedMetric } from "./metric.ts";
import { Training } from "./training.ts";

/** Where checkpoints go, and how often. */
export interface CheckpointOptions {
  /** Keeps the bytes, of which `restoreCheckpoint` says more. Training goes on when it has. */
  readonly save: (bytes: Uint8Array, step: number) => Promise<void>;
  /** Seconds from one to the next; there is also one after each epoch and when training ends. Default: 30. */
  readonly seconds?: number;
}

/** How a model is trained. */
export interface FitOptions {
  /** Passes over the data. */
  readonly epochs: number;
  /** What updates the parameters. */
  readonly optimizer: Optimizer;
  /** The mean loss of a batch. */
  readonly loss: (outputs: Tensor, targets: Tensor) => Tensor;
  /** Examples a step. Default 64. A last batch with fewer is left out. */
  readonly batchSize?: number;
  /** A learning rate schedule of the optimizer; it goes on after each step. */
  readonly schedule?: Schedule;
  /** Further numbers to watch, by name. */
  readonly metrics?: Readonly<Record<string, SummedMetric>>;
  /** Held-out examples, evaluated after each epoch. */
  readonly validation?: Dataset;
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

/**
 * Trains a model and returns the last event. The whole step (forward, loss, backward, update) is one compiled
 * program. With the same model, data, options and seed, the weights are the same bits at any number of threads.
 *
 * Throws: RangeError if there is less than one batch of data, an option is out of its range, or `resume` holds the
 * checkpoint of another model.
 *
 * @example
 * const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-3 });
 * await fit(model, data, { epochs: 3, optimizer, loss: losses.crossEntropy, onEvent: console.log });
 */
export async function fit(
  model: Layer,
  data: Dataset | IterableDataset,
  options: FitOptions & { readonly onEvent?: (event: FitEvent) => void },
): Promise<ResultEvent> {
  for await (const event of fitEvents(model, data, options)) {
    options.onEvent?.(event);
    if (event.event === "result") return event;
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
  const { epochs, seed = 0, batchSize = 64, transform, workers = 0 } = options;
  const loader = new DataLoader(data, {
    batchSize,
    shuffle: true,
    dropLast: true,
    seed,
    workers,
    ...(transform && { transform }),
  });
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new RangeError(`Cannot train for ${epochs} epochs: expected a positive integer.`);
  }
  if (loader.length === 0) {
    throw new RangeError(
      `Cannot train with batches of ${batchSize} on ${"examples" in data ? 0 : data.length} examples: expected at least one batch. Use a smaller batchSize.`,
    );
  }
  if (options.earlyStopping !== undefined && options.validation === undefined) {
    throw new RangeError(
      "Cannot stop early without a validation: expected held-out examples to watch. Pass { validation }.",
    );
  }
  const training = new Training(model, loader, options);
  try {
    yield {
      event: "start",
      epochs,
      stepsPerEpoch: loader.length ?? 0,
      batchSize,
      trainExamples: "examples" in data ? 0 : data.length,
      validationExamples: options.validation?.length ?? 0,
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
