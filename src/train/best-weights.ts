import { requireKind } from "../base/argument-kinds.ts";
import type { Module, StateDict } from "../nn/index.ts";
import type { Metrics } from "./events.ts";

/** When training stops early, and which weights it ends with. */
export interface EarlyStopping {
  /** Epochs without improvement after which training stops; Infinity to keep the best weights and never stop. */
  readonly patience: number;
  /** The metric of the validation that is watched. Default: "loss". */
  readonly metric?: string;
  /** Whether it is to fall or to rise. Default: "min" for "loss", else "max". */
  readonly mode?: "min" | "max";
  /** The least improvement that counts. Default: 0. */
  readonly minDelta?: number;
}

/** What is known of the best epoch so far. */
export interface BestState {
  readonly value: number;
  /** From 1. */
  readonly epoch: number;
}

/**
 * Remembers the weights of the epoch with the best validation, and says when there has been none better for too long.
 *
 * Source: Prechelt, "Early Stopping — But When?", 1998, section 2 (with a patience in the place of PQ).
 */
export class BestWeights {
  readonly options: Required<EarlyStopping>;
  /** Of the best epoch; undefined before the first. */
  state: BestState | undefined;
  /** The model's tensors after it. */
  weights: StateDict = {};

  /** Throws: RangeError if the patience is no positive integer or `minDelta` is negative. */
  constructor(options: EarlyStopping) {
    requireKind("options", "stop early", { options });
    const { patience, metric = "loss", mode = metric === "loss" ? "min" : "max", minDelta = 0 } = options;
    if (!(Number.isInteger(patience) || patience === Number.POSITIVE_INFINITY) || patience < 1) {
      throw new RangeError(
        `Cannot stop early with a patience of ${patience}: expected a positive integer of epochs. A typical value is 5.`,
      );
    }
    if (!(minDelta >= 0)) {
      throw new RangeError(
        `Cannot stop early with minDelta = ${minDelta}: expected a number of at least 0. Leave it out for 0.`,
      );
    }
    this.options = { patience, metric, mode, minDelta };
  }

  /** Takes in the validation of an epoch; whether it is the best so far. Throws: RangeError if there is no such metric. */
  add(epoch: number, metrics: Metrics, model: Module): boolean {
    const { metric, mode, minDelta } = this.options;
    requireKind("object", "stop early", { metrics });
    requireKind("module", "stop early", { model });
    const value = metrics[metric];
    if (value === undefined) {
      throw new RangeError(
        `Cannot stop early by "${metric}": expected one of ${Object.keys(metrics).join(", ")}. Name a metric of the validation.`,
      );
    }
    const before =
      this.state?.value ?? (mode === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
    if (!((mode === "min" ? before - value : value - before) > minDelta)) return false;
    this.state = { value, epoch };
    this.weights = model.stateDict();
    return true;
  }

  /** Whether the best epoch lies so far back that training should stop. */
  isExhausted(epoch: number): boolean {
    return epoch - (this.state?.epoch ?? 0) >= this.options.patience;
  }

  /** Gives the model the weights of the best epoch. */
  restore(model: Module): void {
    if (this.state !== undefined) model.loadStateDict(this.weights);
  }
}
