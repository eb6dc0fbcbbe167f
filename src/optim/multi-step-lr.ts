import { requireKind } from "../base/argument-kinds.ts";
import { requireFactor } from "./requirements.ts";
import { type HasLearningRate, Schedule } from "./schedule.ts";
import { repeatedly } from "./step-lr.ts";

/** The options of `MultiStepLR`. */
export interface MultiStepLROptions {
  /** The steps from which the rate is lower, in any order. */
  readonly milestones: readonly number[];
  /** What the rate is multiplied by at each. Default: 0.1. */
  readonly gamma?: number;
}

/**
 * lr(t) = baseLr · gamma^(how many milestones are ≤ t).
 *
 * Source: PyTorch, `optim.lr_scheduler.MultiStepLR`.
 *
 * @example
 * const schedule = new optim.MultiStepLR(optimizer, { milestones: [80, 120] });
 */
export class MultiStepLR extends Schedule {
  readonly milestones: readonly number[];
  readonly gamma: number;

  /** Throws: RangeError if a milestone is not an integer of at least 0 or `gamma` not a positive number. */
  constructor(optimizer: HasLearningRate, options: MultiStepLROptions) {
    super(optimizer, options);
    requireKind("array", "make MultiStepLR", { milestones: options.milestones });
    this.milestones = [...options.milestones];
    this.gamma = options.gamma ?? 0.1;
    for (const milestone of this.milestones) {
      if (Number.isInteger(milestone) && milestone >= 0) continue;
      throw new RangeError(
        `Cannot use the milestone ${milestone} in MultiStepLR: expected integers of at least 0. Pass the steps at which the rate falls.`,
      );
    }
    requireFactor("MultiStepLR", "gamma", this.gamma);
    this.position = 0;
  }

  protected rate(t: number): number {
    return repeatedly(this.baseLr, this.gamma, this.milestones.filter((milestone) => milestone <= t).length);
  }
}
