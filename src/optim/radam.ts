import type { Parameter, Tensor } from "../tensor/index.ts";
import type { MomentsOptions } from "./moments.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero, requireFraction } from "./requirements.ts";
import { average } from "./running-average.ts";
import { withPenalty } from "./weight-decay.ts";

/** The options of `RAdam`. */
export interface RAdamOptions extends MomentsOptions {
  /** The learning rate. Default: 1e-3. */
  readonly lr?: number;
  /** The factor of the penalty's gradient, weightDecay · θ. Default: 0. */
  readonly weightDecay?: number;
}

/** The scalars of one step. */
interface StepScalars {
  /** lr / (1 − β₁ᵗ). */
  readonly rate: Tensor;
  /** Whether the second moment has seen enough to divide by. */
  readonly rectified: Tensor;
  /** r · √(1 − β₂ᵗ). */
  readonly rectification: Tensor;
}

/**
 * Rectified Adam: plain momentum until the second moment can be trusted, then Adam with a factor that makes up for
 * its variance.
 *
 *     m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²        ρ∞ = 2 / (1 − β₂) − 1
 *     ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)
 *     ρ > 5:  r = √((ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ))
 *             θ ← θ − lr · m / (1 − β₁ᵗ) · r √(1 − β₂ᵗ) / (√v + ε)
 *     else    θ ← θ − lr · m / (1 − β₁ᵗ)
 *
 * Source: Liu and others, "On the Variance of the Adaptive Learning Rate and Beyond", 2019, algorithm 2, with
 * PyTorch's limit of 5.
 *
 * @example
 * const optimizer = new optim.RAdam(model.parameters());
 */
export class RAdam extends Optimizer {
  readonly betas: readonly [beta1: number, beta2: number];
  readonly eps: number;
  readonly weightDecay: number;
  private readonly first: readonly Tensor[];
  private readonly second: readonly Tensor[];
  private readonly steps: Tensor;
  private readonly corrections: readonly [Tensor, Tensor];
  private scalars: StepScalars | undefined;

  /** Throws: RangeError if an option is out of its range. */
  constructor(parameters: ParametersOf<RAdamOptions>, options: RAdamOptions = {}) {
    super(parameters, options, 1e-3);
    this.betas = options.betas ?? [0.9, 0.999];
    this.eps = options.eps ?? 1e-8;
    this.weightDecay = options.weightDecay ?? 0;
    for (const beta of this.betas) requireFraction("RAdam", "betas", beta);
    requireAtLeastZero("RAdam", "eps", this.eps);
    requireAtLeastZero("RAdam", "weightDecay", this.weightDecay);
    this.first = this.newStates("first");
    this.second = this.newStates("second");
    this.steps = this.newState("steps", []);
    this.corrections = [this.newState("correction1", []), this.newState("correction2", [])];
  }

  protected override begin(): void {
    const [beta1, beta2] = this.betas;
    const t = this.steps.add(1);
    const c1 = this.corrections[0].mul(beta1).add(1 - beta1);
    const c2 = this.corrections[1].mul(beta2).add(1 - beta2);
    this.steps.assign(t);
    this.corrections[0].assign(c1);
    this.corrections[1].assign(c2);
    const limit = 2 / (1 - beta2) - 1;
    const rho = t.mul(c2.neg().add(1)).div(c2).mul(-2).add(limit);
    const squared = rho
      .sub(4)
      .mul(rho.sub(2))
      .div(rho)
      .mul(limit / ((limit - 4) * (limit - 2)));
    const rectified = rho.gt(5);
    const rectification = rectified.where(squared, 0).sqrt().mul(c2.sqrt());
    this.scalars = { rate: this.learningRate.div(c1), rectified, rectification };
  }

  protected update(theta: Parameter, gradient: Tensor, i: number): void {
    const { rate, rectified, rectification } = this.scalars!;
    const [beta1, beta2] = this.betas;
    const g = withPenalty(gradient, theta, this.weightDecay);
    const m = average(this.first[i]!, g, beta1);
    const v = average(this.second[i]!, g.mul(g), beta2);
    const factor = rectified.expand(v.shape).where(rectification.div(v.sqrt().add(this.eps)), 1);
    theta.assign(theta.sub(m.mul(rate).mul(factor)));
  }
}
