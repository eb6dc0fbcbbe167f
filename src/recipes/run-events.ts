import type { Diagnosis, EpochEvent, StartEvent, StepEvent } from "../train/index.ts";

/** A run begins. */
export interface RunStart extends StartEvent {
  readonly recipe: string;
  readonly data: string;
  readonly device: string;
  readonly threads: number;
  /** The run's folder. */
  readonly out: string;
}

/** A run has ended. `metrics` depends on the recipe, settings, data, seed and device only. */
export interface RunResult {
  readonly event: "result";
  readonly recipe: string;
  readonly metrics: { readonly accuracy: number; readonly loss: number; readonly weightsSha256: string };
  readonly target: { readonly metric: "accuracy"; readonly atLeast: number };
  readonly reached: boolean;
  readonly data: string;
  readonly seed: number;
  readonly epochs: number;
  readonly steps: number;
  /** Of training, with the evaluation after each epoch. */
  readonly seconds: number;
  readonly device: string;
  readonly threads: number;
  readonly stopped: boolean;
  /** What the curves of its loss say. */
  readonly diagnosis: Diagnosis;
  readonly out: string;
}

/** What a run tells as it goes on. */
export type RunEvent = RunStart | StepEvent | EpochEvent | RunResult;
