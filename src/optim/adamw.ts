import type { Parameter, Tensor } from "../tensor/index.ts";
import { type AmsgradOption, Moments, type MomentsOptions } from "./moments.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero, requireFraction } from "./requirements.ts";
import { decayed } from "./weight-decay.ts";

/** The options of `AdamW`. */
export interface AdamWOptions extends MomentsOptions, AmsgradOption {
  /** The learning rate. Default: 1e-3. */
  readonly lr?: number;
  /** The share of θ, times lr, that each step takes away. Default: 0.01. */
  readonly weightDecay?: number;
}

/**
 * Adam with decoupled weight decay: the decay does not pass through the averages.
 *
 *     m ← β₁ m + (1 − β₁) ∇θ        m̂ = m / (1 − β₁ᵗ)        v ← β₂ v + (1 − β₂) (∇θ)²        v̂ = v / (1 − β₂ᵗ)
 *     θ ← θ − lr · weightDecay · θ
 *     θ ← θ − lr · m̂ / (√v̂ + ε)
 *
 * with m̂ and v̂ as in `Moments`. Steps are counted for all parameters together.
 *
 * Source: Loshchilov, Hutter, "Decoupled Weight Decay Regularization", 2017, algorithm 2.
 *
 * @example
 * const optimizer = new optim.AdamW(model.parameters(), { lr: 3e-4, weightDecay: 0.1 });
 */
export class AdamW extends Optimizer {
  readonly betas: readonly [beta1: number, beta2: number];
  readonly eps: number;
  readonly weightDecay: number;
  private readonly moments: Moments;

  /** Throws: RangeError if an option is out of its range. */
  constructor(parameters: ParametersOf<AdamWOptions>, options: AdamWOptions = {}) {
    super(parameters, options, 1e-3);
    this.betas = options.betas ?? [0.9, 0.999];
    this.eps = options.eps ?? 1e-8;
    this.weightDecay = options.weightDecay ?? 0.01;
    for (const beta of this.betas) requireFraction("AdamW", "betas", beta);
    requireAtLeastZero("AdamW", "eps", this.eps);
    requireAtLeastZero("AdamW", "weightDecay", this.weightDecay);
    this.moments = new Moments(...this.betas, this.eps, {
      first: this.newStates("first"),
      second: this.newStates("second"),
      ...(options.amsgrad ? { greatest: this.newStates("greatest") } : {}),
      corrections: [this.newState("correction1", []), this.newState("correction2", [])],
    });
  }

  protected override begin(): void {
    this.moments.advance();
  }

  protected update(theta: Parameter, gradient: Tensor, i: number): void {
    const shrunk = decayed(theta, this.learningRate, this.weightDecay);
    theta.assign(shrunk.sub(this.moments.direction(gradient, i).mul(this.learningRate)));
  }
}
