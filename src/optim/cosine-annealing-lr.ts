import { cosineOfHalfTurns } from "./cosine.ts";
import { requireAtLeastZero, requireSteps } from "./requirements.ts";
import { type HasLearningRate, Schedule } from "./schedule.ts";

/** The options of `CosineAnnealingLR`. */
export interface CosineAnnealingLROptions {
  /** Steps from the highest rate to the lowest. */
  readonly tMax: number;
  /** The lowest rate. Default: 0. */
  readonly etaMin?: number;
}

/**
 * lr(t) = etaMin + (baseLr − etaMin) · (1 + cos(π t / tMax)) / 2: down along half a cosine, and up again if steps
 * go on.
 *
 * Source: Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016, equation 5.
 *
 * @example
 * const schedule = new optim.CosineAnnealingLR(optimizer, { tMax: epochs });
 */
export class CosineAnnealingLR extends Schedule {
  readonly tMax: number;
  readonly etaMin: number;

  /** Throws: RangeError if `tMax` is not a positive integer or `etaMin` is negative. */
  constructor(optimizer: HasLearningRate, options: CosineAnnealingLROptions) {
    super(optimizer, options);
    this.tMax = options.tMax;
    this.etaMin = options.etaMin ?? 0;
    requireSteps("CosineAnnealingLR", "tMax", this.tMax, 1);
    requireAtLeastZero("CosineAnnealingLR", "etaMin", this.etaMin);
    this.position = 0;
  }

  protected rate(t: number): number {
    return this.etaMin + ((this.baseLr - this.etaMin) * (1 + cosineOfHalfTurns(t / this.tMax))) / 2;
  }
}
