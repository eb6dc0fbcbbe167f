import { requireFactor, requireSteps } from "./requirements.ts";
import { type HasLearningRate, Schedule } from "./schedule.ts";

/** The options of `StepLR`. */
export interface StepLROptions {
  /** Steps between two falls. */
  readonly stepSize: number;
  /** What the rate is multiplied by. Default: 0.1. */
  readonly gamma?: number;
}

/**
 * lr(t) = baseLr · gamma^⌊t / stepSize⌋: a fall every `stepSize` steps.
 *
 * Source: PyTorch, `optim.lr_scheduler.StepLR`.
 *
 * @example
 * const schedule = new optim.StepLR(optimizer, { stepSize: 30 });
 */
export class StepLR extends Schedule {
  readonly stepSize: number;
  readonly gamma: number;

  /** Throws: RangeError if `stepSize` is not a positive integer or `gamma` not a positive number. */
  constructor(optimizer: HasLearningRate, options: StepLROptions) {
    super(optimizer, options);
    this.stepSize = options.stepSize;
    this.gamma = options.gamma ?? 0.1;
    requireSteps("StepLR", "stepSize", this.stepSize, 1);
    requireFactor("StepLR", "gamma", this.gamma);
    this.position = 0;
  }

  protected rate(t: number): number {
    return repeatedly(this.baseLr, this.gamma, Math.floor(t / this.stepSize));
  }
}

/** start · factorⁿ, one product after the other: the same on every engine, unlike `**`. */
export function repeatedly(start: number, factor: number, n: number): number {
  let result = start;
  for (let i = 0; i < n && result !== 0; i++) result *= factor;
  return result;
}
