import { cosineOfHalfTurns } from "./cosine.ts";
import { requireAtLeastZero, requireSteps } from "./requirements.ts";
import { type HasLearningRate, Schedule } from "./schedule.ts";

/** The options of `CosineAnnealingWarmRestarts`. */
export interface CosineAnnealingWarmRestartsOptions {
  /** Steps of the first fall. */
  readonly t0: number;
  /** How many times longer each fall is than the one before. Default: 1. */
  readonly tMult?: number;
  /** The lowest rate. Default: 0. */
  readonly etaMin?: number;
}

/**
 * lr = etaMin + (baseLr − etaMin) · (1 + cos(π u / T)) / 2, u steps after the last restart; after T steps the rate is
 * baseLr again and T grows by the factor `tMult`.
 *
 * Source: Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016, section 3.
 *
 * @example
 * const schedule = new optim.CosineAnnealingWarmRestarts(optimizer, { t0: 10, tMult: 2 });
 */
export class CosineAnnealingWarmRestarts extends Schedule {
  readonly t0: number;
  readonly tMult: number;
  readonly etaMin: number;

  /** Throws: RangeError if `t0` or `tMult` is not a positive integer or `etaMin` is negative. */
  constructor(optimizer: HasLearningRate, options: CosineAnnealingWarmRestartsOptions) {
    super(optimizer, options);
    this.t0 = options.t0;
    this.tMult = options.tMult ?? 1;
    this.etaMin = options.etaMin ?? 0;
    requireSteps("CosineAnnealingWarmRestarts", "t0", this.t0, 1);
    requireSteps("CosineAnnealingWarmRestarts", "tMult", this.tMult, 1);
    requireAtLeastZero("CosineAnnealingWarmRestarts", "etaMin", this.etaMin);
    this.position = 0;
  }

  protected rate(t: number): number {
    let length = this.t0;
    let since = this.tMult === 1 ? t % length : t;
    while (since >= length) {
      since -= length;
      length *= this.tMult;
    }
    return this.etaMin + ((this.baseLr - this.etaMin) * (1 + cosineOfHalfTurns(since / length))) / 2;
  }
}
