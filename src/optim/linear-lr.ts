import { requireAtLeastZero, requireSteps } from "./requirements.ts";
import { type HasLearningRate, Schedule } from "./schedule.ts";

/** The options of `LinearLR`. */
export interface LinearLROptions {
  /** The first rate is this times baseLr. Default: 1/3. */
  readonly startFactor?: number;
  /** The last rate is this times baseLr. Default: 1. */
  readonly endFactor?: number;
  /** Steps from the first to the last. Default: 5. */
  readonly totalIters?: number;
}

/**
 * lr(t) = baseLr · (startFactor + (endFactor − startFactor) · min(t, totalIters) / totalIters): a warm-up along a line.
 *
 * Source: Goyal and others, "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017, section 2.2.
 *
 * @example
 * const schedule = new optim.LinearLR(optimizer, { startFactor: 0.1, totalIters: 500 });
 */
export class LinearLR extends Schedule {
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  /** Throws: RangeError if a factor is negative or `totalIters` is not a positive integer. */
  constructor(optimizer: HasLearningRate, options: LinearLROptions = {}) {
    super(optimizer, options);
    this.startFactor = options.startFactor ?? 1 / 3;
    this.endFactor = options.endFactor ?? 1;
    this.totalIters = options.totalIters ?? 5;
    requireAtLeastZero("LinearLR", "startFactor", this.startFactor);
    requireAtLeastZero("LinearLR", "endFactor", this.endFactor);
    requireSteps("LinearLR", "totalIters", this.totalIters, 1);
    this.position = 0;
  }

  protected rate(t: number): number {
    const share = Math.min(t, this.totalIters) / this.totalIters;
    return this.baseLr * (this.startFactor + (this.endFactor - this.startFactor) * share);
  }
}
