import type { Parameter, Tensor } from "../tensor/index.ts";
import { Moments, type MomentsOptions } from "./moments.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero, requireFraction } from "./requirements.ts";

/** The options of `LAMB`. */
export interface LAMBOptions extends MomentsOptions {
  /** The learning rate. Default: 1e-3. */
  readonly lr?: number;
  /** The share of θ that is added to Adam's step before it is scaled. Default: 0.01. */
  readonly weightDecay?: number;
}

/**
 * LAMB: each parameter's step is scaled to the parameter's length, for very large batches.
 *
 *     m ← β₁ m + (1 − β₁) ∇θ        m̂ = m / (1 − β₁ᵗ)        v ← β₂ v + (1 − β₂) (∇θ)²        v̂ = v / (1 − β₂ᵗ)
 *     r = m̂ / (√v̂ + ε) + weightDecay · θ
 *     θ ← θ − lr · ‖θ‖ / ‖r‖ · r, the ratio being 1 where a length is 0
 *
 * with m̂ and v̂ as in `Moments`.
 *
 * Source: You and others, "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes", 2019, algorithm 2,
 * with φ the identity and ε = 1e-6.
 *
 * @example
 * const optimizer = new optim.LAMB(model.parameters(), { lr: 2e-3 });
 */
export class LAMB extends Optimizer {
  readonly betas: readonly [beta1: number, beta2: number];
  readonly eps: number;
  readonly weightDecay: number;
  private readonly moments: Moments;

  /** Throws: RangeError if an option is out of its range. */
  constructor(parameters: ParametersOf<LAMBOptions>, options: LAMBOptions = {}) {
    super(parameters, options, 1e-3);
    this.betas = options.betas ?? [0.9, 0.999];
    this.eps = options.eps ?? 1e-6;
    this.weightDecay = options.weightDecay ?? 0.01;
    for (const beta of this.betas) requireFraction("LAMB", "betas", beta);
    requireAtLeastZero("LAMB", "eps", this.eps);
    requireAtLeastZero("LAMB", "weightDecay", this.weightDecay);
    this.moments = new Moments(...this.betas, this.eps, {
      first: this.newStates("first"),
      second: this.newStates("second"),
      corrections: [this.newState("correction1", []), this.newState("correction2", [])],
    });
  }

  protected override begin(): void {
    this.moments.advance();
  }

  protected update(theta: Parameter, gradient: Tensor, i: number): void {
    const direction = this.moments.direction(gradient, i);
    const r = this.weightDecay === 0 ? direction : direction.add(theta.mul(this.weightDecay));
    const [ofTheta, ofStep] = [length(theta), length(r)];
    const usable = ofTheta.gt(0).logicalAnd(ofStep.gt(0));
    const trust = usable.where(ofTheta, 1).div(usable.where(ofStep, 1));
    theta.assign(theta.sub(r.mul(trust.mul(this.learningRate))));
  }
}

function length(x: Tensor): Tensor {
  return x.mul(x).sum().sqrt();
}
