import { cosineOfHalfTurns } from "./cosine.ts";
import { requireAtLeastZero, requireSteps } from "./requirements.ts";
import { type HasLearningRate, Schedule } from "./schedule.ts";

/** The options of `OneCycleLR`. */
export interface OneCycleLROptions {
  /** The highest rate. */
  readonly maxLr: number;
  /** Steps of the whole cycle. */
  readonly totalSteps: number;
  /** The share of steps with a rising rate, in (0, 1). Default: 0.3. */
  readonly pctStart?: number;
  /** Along half a cosine or a line. Default: "cos". */
  readonly annealStrategy?: "cos" | "linear";
  /** The first rate is maxLr / divFactor. Default: 25. */
  readonly divFactor?: number;
  /** The last rate is the first one / finalDivFactor. Default: 1e4. */
  readonly finalDivFactor?: number;
}

/**
 * One rise from maxLr / divFactor to maxLr and one fall to maxLr / (divFactor · finalDivFactor), almost nothing. Unlike
 * PyTorch's default, momentum stays as it is (`cycle_momentum=False`).
 *
 * Source: Smith, Topin, "Super-Convergence", 2017, section 3.
 *
 * @example
 * const schedule = new optim.OneCycleLR(optimizer, { maxLr: 0.1, totalSteps: epochs * batches });
 */
export class OneCycleLR extends Schedule {
  readonly maxLr: number;
  readonly totalSteps: number;
  readonly pctStart: number;
  readonly annealStrategy: "cos" | "linear";
  readonly divFactor: number;
  readonly finalDivFactor: number;

  /** Throws: RangeError if an option is out of its range. */
  constructor(optimizer: HasLearningRate, options: OneCycleLROptions) {
    super(optimizer, options);
    this.maxLr = options.maxLr;
    this.totalSteps = options.totalSteps;
    this.pctStart = options.pctStart ?? 0.3;
    this.annealStrategy = options.annealStrategy ?? "cos";
    this.divFactor = options.divFactor ?? 25;
    this.finalDivFactor = options.finalDivFactor ?? 1e4;
    requireAtLeastZero("OneCycleLR", "maxLr", this.maxLr);
    requireSteps("OneCycleLR", "totalSteps", this.totalSteps, 2);
    for (const [name, value, limit] of [
      ["pctStart", this.pctStart, 1],
      ["divFactor", this.divFactor, Number.POSITIVE_INFINITY],
      ["finalDivFactor", this.finalDivFactor, Number.POSITIVE_INFINITY],
    ] as const) {
      if (value > 0 && value < limit) continue;
      throw new RangeError(
        `Cannot use ${name} = ${value} in OneCycleLR: expected a number between 0 and ${limit}. Leave it out for the default.`,
      );
    }
    if (this.pctStart * this.totalSteps <= 1) {
      throw new RangeError(
        `Cannot raise the rate of OneCycleLR in ${this.pctStart} of ${this.totalSteps} steps: expected more than one step. Pass a larger pctStart or totalSteps.`,
      );
    }
    this.position = 0;
  }

  /** Throws: RangeError past the last step: the cycle is over. */
  protected rate(t: number): number {
    if (t > this.totalSteps) {
      throw new RangeError(
        `Cannot take step ${t} of OneCycleLR: expected at most totalSteps = ${this.totalSteps}. Make it with as many steps as the training has.`,
      );
    }
    const first = this.maxLr / this.divFactor;
    const top = this.pctStart * this.totalSteps - 1; // where the rate is highest; need not be whole
    if (t <= top) return this.between(first, this.maxLr, t / top);
    // One step() is called after the optimizer's last step: the rate stays as it is.
    const fall = Math.min(1, (t - top) / (this.totalSteps - 1 - top));
    return this.between(this.maxLr, first / this.finalDivFactor, fall);
  }

  private between(from: number, to: number, share: number): number {
    const rest = this.annealStrategy === "linear" ? 1 - share : (1 + cosineOfHalfTurns(share)) / 2;
    return to + (from - to) * rest;
  }
}
