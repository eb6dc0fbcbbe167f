import type { Dataset, Sampler, Transform } from "../data/index.ts";
import type { StoredTensors } from "../io/index.ts";
import type { BatchMetric } from "../metrics/index.ts";
import type { Module } from "../nn/index.ts";
import type { Optimizer, Schedule } from "../optim/index.ts";
import type { Tensor } from "../tensor/index.ts";
import type { BestState, EarlyStopping } from "./best-weights.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Metrics } from "./events.ts";

/** Where checkpoints go, and how often. */
export interface CheckpointOptions {
  /** Keeps the bytes, of which `restoreCheckpoint` says more. Training goes on when it has. */
  readonly save: (bytes: Uint8Array, step: number) => Promise<void>;
  /** Seconds from one to the next; there is also one after each epoch and when training ends. Default: 30. */
  readonly seconds?: number;
  /** What is saved, where the model is a part of it. Default: the model. */
  readonly module?: Module;
  /** Said in the file's metadata besides. */
  readonly notes?: Readonly<Record<string, string>>;
  /** With `earlyStopping`: keeps the model's weights, a safetensors file, whenever an epoch is the best so far. */
  readonly saveBest?: (weights: Uint8Array, best: BestState) => Promise<void>;
}

/** What is chosen about any training. */
export interface LoopOptions {
  /** Passes over the data. */
  readonly epochs: number;
  /** Examples a batch. Default 64. A last batch with fewer is left out. */
  readonly batchSize?: number;
  /** A learning rate schedule of the optimizer; it goes on after each step. */
  readonly schedule?: Schedule;
  /** Changes each training batch on the host: augmentation. */
  readonly transform?: Transform;
  /** Chooses the training examples of each epoch, such as `data.WeightedRandomSampler`. Default: all, in random order. */
  readonly sampler?: Sampler;
  /** Threads that make training batches beside the steps; see `DataLoader`. Default 0. */
  readonly workers?: number;
  /** Where the order of the examples and the transform's numbers come from. Default 0. */
  readonly seed?: number;
  /** When it is aborted, training stops after the step at hand. */
  readonly signal?: AbortSignal;
  /** Steps from one step event to the next. Default: so many that a run has about 500. */
  readonly stepsPerEvent?: number;
  /** Ends training when the validation no longer improves, and gives the model the weights of the best epoch. */
  readonly earlyStopping?: EarlyStopping;
  /** Saves all that training depends on from time to time. */
  readonly checkpoint?: CheckpointOptions;
  /** What such a checkpoint holds: training goes on from it, to the same bits as if it had never been interrupted. */
  readonly resume?: StoredTensors;
}

/** How a model learns to make targets of inputs. */
export interface FitOptions extends LoopOptions {
  /** What updates the parameters. */
  readonly optimizer: Optimizer;
  /** The mean loss of a batch. */
  readonly loss: (outputs: Tensor, targets: Tensor) => Tensor;
  /**
   * Batches whose gradients are averaged for one step, which then learns from that many times batchSize examples in
   * the memory that one batch takes. Batches at the end of an epoch that make no whole step are left out. Default 1.
   */
  readonly gradientAccumulation?: number;
  /** Further numbers to watch, by name. */
  readonly metrics?: Readonly<Record<string, BatchMetric>>;
  /**
   * Held-out examples, evaluated after each epoch; or the share of the data that is held out, drawn by the seed.
   */
  readonly validation?: Dataset | number;
  /** The greatest joint norm of all gradients; longer ones are scaled down to it. Default: no limit. */
  readonly clipGradNorm?: number;
  /** Evaluates with another batch size, say; by default one is made from the loss and the metrics. */
  readonly evaluator?: Evaluator;
}

/** How a model learns by a step of one's own: two networks against each other, say, or a rule without gradients. */
export interface StepOptions extends LoopOptions {
  /** All that `trainingStep` updates with, if anything: what they remember is saved with checkpoints. */
  readonly optimizers: readonly Optimizer[];
  /**
   * What is done with each batch (one tensor a column of the data set): forward, backward, updates. It is recorded once
   * and compiled as one program, as `compile` says. Returns numbers to watch by name, means over the batch.
   */
  readonly trainingStep: (...batch: Tensor[]) => Readonly<Record<string, Tensor>>;
  /** Numbers on held-out data, by name, after each epoch; the model is then in evaluation mode. */
  readonly validate?: () => Metrics | Promise<Metrics>;
}
