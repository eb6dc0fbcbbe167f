import { cosineOfHalfTurns } from "./cosine.ts";
import { requireAtLeastZero, requireSteps } from "./requirements.ts";
import { type HasLearningRate, Schedule } from "./schedule.ts";

/** The options of `WarmupCosineLR`. */
export interface WarmupCosineLROptions {
  /** Steps with a rising rate. Default: 0. */
  readonly warmupSteps?: number;
  /** Steps until the rate is `minLr`, those of the warm-up included. */
  readonly totalSteps: number;
  /** The rate at the end and after it. Default: 0. */
  readonly minLr?: number;
}

/**
 * A linear warm-up, then half a cosine down: baseLr · (t + 1) / (warmupSteps + 1) for t < warmupSteps, then
 * minLr + (baseLr − minLr) · (1 + cos(π (t − warmupSteps) / (totalSteps − warmupSteps))) / 2, then minLr.
 *
 * Source: Karpathy, nanoGPT, 2022, `get_lr`.
 *
 * @example
 * const schedule = new optim.WarmupCosineLR(optimizer, { warmupSteps: 100, totalSteps: 5000, minLr: 1e-5 });
 */
export class WarmupCosineLR extends Schedule {
  readonly warmupSteps: number;
  readonly totalSteps: number;
  readonly minLr: number;

  /** Throws: RangeError if there are not more steps in total than of warm-up, or `minLr` is negative. */
  constructor(optimizer: HasLearningRate, options: WarmupCosineLROptions) {
    super(optimizer, options);
    this.warmupSteps = options.warmupSteps ?? 0;
    this.totalSteps = options.totalSteps;
    this.minLr = options.minLr ?? 0;
    requireSteps("WarmupCosineLR", "warmupSteps", this.warmupSteps, 0);
    requireSteps("WarmupCosineLR", "totalSteps", this.totalSteps, this.warmupSteps + 1);
    requireAtLeastZero("WarmupCosineLR", "minLr", this.minLr);
    this.position = 0;
  }

  protected rate(t: number): number {
    if (t < this.warmupSteps) return (this.baseLr * (t + 1)) / (this.warmupSteps + 1);
    const passed = Math.min(1, (t - this.warmupSteps) / (this.totalSteps - this.warmupSteps));
    return this.minLr + ((this.baseLr - this.minLr) * (1 + cosineOfHalfTurns(passed))) / 2;
  }
}
