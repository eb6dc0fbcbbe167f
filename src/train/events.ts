/** Means over examples by name: "loss", and each metric that was asked for. */
export type Metrics = Readonly<Record<string, number>>;

/** Training begins. */
export interface StartEvent {
  readonly event: "start";
  readonly epochs: number;
  /** 0 for a stream, whose length nobody knows. */
  readonly stepsPerEpoch: number;
  /** Examples a step. */
  readonly batchSize: number;
  /** 0 for a stream. */
  readonly trainExamples: number;
  /** 0 without validation. */
  readonly validationExamples: number;
  /** How many numbers are trained. */
  readonly parameters: number;
  readonly seed: number;
  /** Steps that a run had made before this phase of it; left out for 0. */
  readonly step?: number;
  /** Steps that were made before, where training goes on from a checkpoint. */
  readonly resumedFrom?: number;
}

/** Some steps were made. */
export interface StepEvent {
  readonly event: "step";
  /** From 1. */
  readonly epoch: number;
  /** Steps made since training began. */
  readonly step: number;
  /** Over the steps since the last step event. */
  readonly training: Metrics;
  /** The rate of the last step. */
  readonly learningRate: number;
  /** Since training began. */
  readonly seconds: number;
  /** In training steps alone, over the steps since the last step event. */
  readonly examplesPerSecond: number;
}

/** An epoch has ended. */
export interface EpochEvent {
  readonly event: "epoch";
  /** From 1. */
  readonly epoch: number;
  readonly step: number;
  /** Over the epoch's training batches, each as it was before its step. */
  readonly training: Metrics;
  /** Over the held-out examples after the epoch. */
  readonly validation?: Metrics;
  readonly learningRate: number;
  readonly seconds: number;
  /** In training steps alone. */
  readonly examplesPerSecond: number;
}

/** Training has ended. */
export interface ResultEvent {
  readonly event: "result";
  /** Those of the last validation, or of the last epoch's training where there is none. */
  readonly metrics: Metrics;
  /** Epochs completed. */
  readonly epochs: number;
  readonly steps: number;
  readonly seconds: number;
  /** Whether it was interrupted before all epochs were done. */
  readonly stopped: boolean;
  /** The epoch whose weights the model has, where training was to stop early. */
  readonly bestEpoch?: number;
}

/** What training tells as it goes on; every event is plain data and fits on a line of JSON. */
export type FitEvent = StartEvent | StepEvent | EpochEvent | ResultEvent;
