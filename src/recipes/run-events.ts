import type { Diagnosis, EpochEvent, StartEvent, StepEvent, Target } from "../train/index.ts";

/** A run begins, or a phase of it. */
export interface RunStart extends StartEvent {
  readonly recipe: string;
  readonly data: string;
  readonly device: string;
  readonly threads: number;
  /** The run's folder. */
  readonly out: string;
  /** Where a run has several phases: which one this is, from 1. */
  readonly phase?: { readonly name: string; readonly number: number; readonly count: number };
}

/** A run has ended. `metrics` depends on the recipe, settings, data, seed and device only. */
export interface RunResult {
  readonly event: "result";
  readonly recipe: string;
  /** The recipe's figures, and the weights' SHA-256. */
  readonly metrics: { readonly weightsSha256: string; readonly [name: string]: number | string };
  readonly targets: readonly Target[];
  readonly reached: boolean;
  readonly data: string;
  readonly seed: number;
  readonly epochs: number;
  readonly steps: number;
  /** Of training, with the evaluation after each epoch. */
  readonly seconds: number;
  /** The most memory the process has had at once, in bytes. */
  readonly peakMemory: number;
  readonly device: string;
  readonly threads: number;
  readonly stopped: boolean;
  /** What the curves of its loss say; left out where there is no loss on held-out data. */
  readonly diagnosis?: Diagnosis;
  readonly out: string;
}

/** What a run tells as it goes on. */
export type RunEvent = RunStart | StepEvent | EpochEvent | RunResult;
