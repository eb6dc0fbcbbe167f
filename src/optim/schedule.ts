import { requireKind } from "../base/argument-kinds.ts";

/** What a schedule steers: every optimizer is one. */
export interface HasLearningRate {
  lr: number;
}

/**
 * A learning rate that depends on how many steps were taken. It sets `optimizer.lr` when it is made and on each
 * `step()`, which is called once after each of the optimizer's steps (or epochs: its unit is one call).
 *
 * Source: PyTorch, `optim.lr_scheduler.LRScheduler`.
 */
export abstract class Schedule {
  readonly optimizer: HasLearningRate;
  /** The optimizer's learning rate when the schedule was made. */
  readonly baseLr: number;
  private taken = 0;

  /** Throws: TypeError if the optimizer has no learning rate, or options that are needed are missing. */
  constructor(optimizer: HasLearningRate, options: object) {
    requireKind("options", `make ${this.constructor.name}`, { options });
    if (typeof (optimizer as Partial<HasLearningRate> | undefined)?.lr !== "number") {
      throw new TypeError(
        `Cannot make ${this.constructor.name} for this optimizer: expected one with a learning rate, got ${typeof optimizer}. Pass the optimizer whose lr is to change.`,
      );
    }
    this.optimizer = optimizer;
    this.baseLr = optimizer.lr;
  }

  /** Goes on to the next rate. */
  step(): void {
    this.position = this.taken + 1;
  }

  /** How many steps were taken: all there is to save. Setting it sets the optimizer's rate. */
  get position(): number {
    return this.taken;
  }

  set position(taken: number) {
    this.optimizer.lr = this.rate(taken);
    this.taken = taken;
  }

  /** The rate after `position` steps. */
  protected abstract rate(position: number): number;
}
