import type { Parameter, Tensor } from "../tensor/index.ts";
import { type AmsgradOption, Moments, type MomentsOptions } from "./moments.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero, requireFraction } from "./requirements.ts";
import { withPenalty } from "./weight-decay.ts";

/** The options of `Adam`. */
export interface AdamOptions extends MomentsOptions, AmsgradOption {
  /** The learning rate. Default: 1e-3. */
  readonly lr?: number;
  /** The factor of the penalty's gradient, weightDecay · θ, which passes through the averages. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Adam: steps along the averaged gradient, scaled by the root of the averaged square.
 *
 *     g ← ∇θ + weightDecay · θ
 *     m ← β₁ m + (1 − β₁) g        m̂ = m / (1 − β₁ᵗ)        v ← β₂ v + (1 − β₂) g²        v̂ = v / (1 − β₂ᵗ)
 *     θ ← θ − lr · m̂ / (√v̂ + ε)
 *
 * with m̂ and v̂ as in `Moments`. Steps are counted for all parameters together.
 *
 * Source: Kingma, Ba, "Adam: A Method for Stochastic Optimization", 2014, algorithm 1.
 *
 * @example
 * const optimizer = new optim.Adam(model.parameters(), { lr: 3e-4 });
 */
export class Adam extends Optimizer {
  readonly betas: readonly [beta1: number, beta2: number];
  readonly eps: number;
  readonly weightDecay: number;
  private readonly moments: Moments;

  /** Throws: RangeError if an option is out of its range. */
  constructor(parameters: ParametersOf<AdamOptions>, options: AdamOptions = {}) {
    super(parameters, options, 1e-3);
    this.betas = options.betas ?? [0.9, 0.999];
    this.eps = options.eps ?? 1e-8;
    this.weightDecay = options.weightDecay ?? 0;
    for (const beta of this.betas) requireFraction("Adam", "betas", beta);
    requireAtLeastZero("Adam", "eps", this.eps);
    requireAtLeastZero("Adam", "weightDecay", this.weightDecay);
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
    const g = withPenalty(gradient, theta, this.weightDecay);
    theta.assign(theta.sub(this.moments.direction(g, i).mul(this.learningRate)));
  }
}
