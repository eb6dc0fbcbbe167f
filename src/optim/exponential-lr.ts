import { requireFactor } from "./requirements.ts";
import { type HasLearningRate, Schedule } from "./schedule.ts";
import { repeatedly } from "./step-lr.ts";

/** The options of `ExponentialLR`. */
export interface ExponentialLROptions {
  /** What the rate is multiplied by at each step. */
  readonly gamma: number;
}

/**
 * lr(t) = baseLr · gammaᵗ.
 *
 * Source: PyTorch, `optim.lr_scheduler.ExponentialLR`.
 *
 * @example
 * const schedule = new optim.ExponentialLR(optimizer, { gamma: 0.98 });
 */
export class ExponentialLR extends Schedule {
  readonly gamma: number;

  /** Throws: RangeError if `gamma` is not a positive number. */
  constructor(optimizer: HasLearningRate, options: ExponentialLROptions) {
    super(optimizer, options);
    this.gamma = options.gamma;
    requireFactor("ExponentialLR", "gamma", this.gamma);
    this.position = 0;
  }

  protected rate(t: number): number {
    return repeatedly(this.baseLr, this.gamma, t);
  }
}
