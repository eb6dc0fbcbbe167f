import type { Parameter, Tensor } from "../tensor/index.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero, requireFraction } from "./requirements.ts";
import { average } from "./running-average.ts";

/** The options of `Lion`. */
export interface LionOptions {
  /** The learning rate: 3 to 10 times smaller than AdamW's. Default: 1e-4. */
  readonly lr?: number;
  /** The share of the average in the step, and how much of it is kept, in [0, 1). Default: [0.9, 0.99]. */
  readonly betas?: readonly [beta1: number, beta2: number];
  /** The share of θ, times lr, that each step takes away: 3 to 10 times AdamW's. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Lion: each element moves by the rate, in the direction of the sign of an averaged gradient.
 *
 *     c = β₁ m + (1 − β₁) ∇θ
 *     θ ← θ − lr · (sign(c) + weightDecay · θ)
 *     m ← β₂ m + (1 − β₂) ∇θ
 *
 * Source: Chen and others, "Symbolic Discovery of Optimization Algorithms", 2023, algorithm 2.
 *
 * @example
 * const optimizer = new optim.Lion(model.parameters(), { lr: 1e-4, weightDecay: 0.1 });
 */
export class Lion extends Optimizer {
  readonly betas: readonly [beta1: number, beta2: number];
  readonly weightDecay: number;
  private readonly first: readonly Tensor[];

  /** Throws: RangeError if an option is out of its range. */
  constructor(parameters: ParametersOf<LionOptions>, options: LionOptions = {}) {
    super(parameters, options, 1e-4);
    this.betas = options.betas ?? [0.9, 0.99];
    this.weightDecay = options.weightDecay ?? 0;
    for (const beta of this.betas) requireFraction("Lion", "betas", beta);
    requireAtLeastZero("Lion", "weightDecay", this.weightDecay);
    this.first = this.newStates("first");
  }

  protected update(theta: Parameter, gradient: Tensor, i: number): void {
    const [beta1, beta2] = this.betas;
    const m = this.first[i]!;
    const direction = m
      .mul(beta1)
      .add(gradient.mul(1 - beta1))
      .sign();
    const step = this.weightDecay === 0 ? direction : direction.add(theta.mul(this.weightDecay));
    theta.assign(theta.sub(step.mul(this.learningRate)));
    average(m, gradient, beta2);
  }
}
