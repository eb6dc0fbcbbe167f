import { requireSteps } from "./requirements.ts";
import { type HasLearningRate, Schedule } from "./schedule.ts";
import { repeatedly } from "./step-lr.ts";

/** The options of `PolynomialLR`. */
export interface PolynomialLROptions {
  /** Steps until the rate is 0. Default: 5. */
  readonly totalIters?: number;
  /** The power of the share of steps that is left: an integer of at least 1. Default: 1. */
  readonly power?: number;
}

/**
 * lr(t) = baseLr · (1 − min(t, totalIters) / totalIters)^power.
 *
 * Source: Chen and others, "DeepLab: Semantic Image Segmentation", 2016, section 4.1.2 ("poly").
 *
 * @example
 * const schedule = new optim.PolynomialLR(optimizer, { totalIters: 1000, power: 2 });
 */
export class PolynomialLR extends Schedule {
  readonly totalIters: number;
  readonly power: number;

  /** Throws: RangeError if an option is not a positive integer. */
  constructor(optimizer: HasLearningRate, options: PolynomialLROptions = {}) {
    super(optimizer, options);
    this.totalIters = options.totalIters ?? 5;
    this.power = options.power ?? 1;
    requireSteps("PolynomialLR", "totalIters", this.totalIters, 1);
    requireSteps("PolynomialLR", "power", this.power, 1);
    this.position = 0;
  }

  protected rate(t: number): number {
    return repeatedly(this.baseLr, 1 - Math.min(t, this.totalIters) / this.totalIters, this.power);
  }
}
