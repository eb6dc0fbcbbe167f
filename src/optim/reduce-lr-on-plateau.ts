import { requireAtLeastZero, requireFraction, requireSteps } from "./requirements.ts";
import type { HasLearningRate } from "./schedule.ts";

/** The options of `ReduceLROnPlateau`. */
export interface ReduceLROnPlateauOptions {
  /** Whether the watched number is to fall ("min") or to rise ("max"). Default: "min". */
  readonly mode?: "min" | "max";
  /** What the rate is multiplied by, in [0, 1). Default: 0.1. */
  readonly factor?: number;
  /** How many steps without improvement are let pass. Default: 10. */
  readonly patience?: number;
  /** The least improvement that counts. Default: 1e-4. */
  readonly threshold?: number;
  /** Whether the threshold is a share of the best number ("rel") or a difference ("abs"). Default: "rel". */
  readonly thresholdMode?: "rel" | "abs";
  /** Steps after a fall during which none is counted as bad. Default: 0. */
  readonly cooldown?: number;
  /** The lowest rate. Default: 0. */
  readonly minLr?: number;
  /** A fall smaller than this is not made. Default: 1e-8. */
  readonly eps?: number;
}

/** All that the next step depends on. */
export interface PlateauState {
  readonly best: number;
  readonly badSteps: number;
  readonly cooldownLeft: number;
}

/**
 * Lowers the rate, lr ← max(factor · lr, minLr), when a number, such as the validation loss, has not improved for more
 * than `patience` steps.
 *
 * Source: PyTorch, `optim.lr_scheduler.ReduceLROnPlateau`.
 *
 * @example
 * const schedule = new optim.ReduceLROnPlateau(optimizer, { patience: 3 });
 * schedule.step(0.5); // once after each epoch
 */
export class ReduceLROnPlateau {
  readonly optimizer: HasLearningRate;
  readonly options: Required<ReduceLROnPlateauOptions>;
  /** To save, and to go on from. */
  state: PlateauState;

  /** Throws: RangeError if an option is out of its range. */
  constructor(optimizer: HasLearningRate, options: ReduceLROnPlateauOptions = {}) {
    this.optimizer = optimizer;
    this.options = {
      mode: options.mode ?? "min",
      factor: options.factor ?? 0.1,
      patience: options.patience ?? 10,
      threshold: options.threshold ?? 1e-4,
      thresholdMode: options.thresholdMode ?? "rel",
      cooldown: options.cooldown ?? 0,
      minLr: options.minLr ?? 0,
      eps: options.eps ?? 1e-8,
    };
    const { mode, factor, patience, threshold, cooldown, minLr, eps } = this.options;
    requireFraction("ReduceLROnPlateau", "factor", factor);
    requireSteps("ReduceLROnPlateau", "patience", patience, 0);
    requireSteps("ReduceLROnPlateau", "cooldown", cooldown, 0);
    requireAtLeastZero("ReduceLROnPlateau", "threshold", threshold);
    requireAtLeastZero("ReduceLROnPlateau", "minLr", minLr);
    requireAtLeastZero("ReduceLROnPlateau", "eps", eps);
    const best = mode === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    this.state = { best, badSteps: 0, cooldownLeft: 0 };
  }

  /** Takes in the number as it is now. */
  step(value: number): void {
    const { patience, cooldown, factor, minLr, eps } = this.options;
    let { best, badSteps, cooldownLeft } = this.state;
    if (this.improves(value, best)) [best, badSteps] = [value, 0];
    else badSteps++;
    if (cooldownLeft > 0) [cooldownLeft, badSteps] = [cooldownLeft - 1, 0];
    if (badSteps > patience) {
      const lower = Math.max(this.optimizer.lr * factor, minLr);
      if (this.optimizer.lr - lower > eps) this.optimizer.lr = lower;
      [cooldownLeft, badSteps] = [cooldown, 0];
    }
    this.state = { best, badSteps, cooldownLeft };
  }

  private improves(value: number, best: number): boolean {
    const { mode, threshold, thresholdMode } = this.options;
    const sign = mode === "min" ? -1 : 1;
    if (!Number.isFinite(best)) return sign * value > sign * best;
    const margin = thresholdMode === "rel" ? best * threshold : threshold;
    return sign * value > sign * (best + sign * margin);
  }
}
