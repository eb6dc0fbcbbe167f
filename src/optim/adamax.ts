import type { Parameter, Tensor } from "../tensor/index.ts";
import type { MomentsOptions } from "./moments.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero, requireFraction } from "./requirements.ts";
import { average } from "./running-average.ts";
import { withPenalty } from "./weight-decay.ts";

/** The options of `Adamax`. */
export interface AdamaxOptions extends MomentsOptions {
  /** The learning rate. Default: 2e-3. */
  readonly lr?: number;
  /** The factor of the penalty's gradient, weightDecay · θ. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Adamax: Adam with the greatest gradient, fading, in the place of the root of the second moment.
 *
 *     g ← ∇θ + weightDecay · θ
 *     m ← β₁ m + (1 − β₁) g
 *     u ← max(β₂ u, |g| + ε)
 *     θ ← θ − lr / (1 − β₁ᵗ) · m / u
 *
 * Source: Kingma, Ba, "Adam: A Method for Stochastic Optimization", 2014, algorithm 2.
 *
 * @example
 * const optimizer = new optim.Adamax(model.parameters());
 */
export class Adamax extends Optimizer {
  readonly betas: readonly [beta1: number, beta2: number];
  readonly eps: number;
  readonly weightDecay: number;
  private readonly first: readonly Tensor[];
  private readonly greatest: readonly Tensor[];
  /** 1 − β₁ᵗ: what the average of ones would be. */
  private readonly correction: Tensor;
  private rate: Tensor;

  /** Throws: RangeError if an option is out of its range. */
  constructor(parameters: ParametersOf<AdamaxOptions>, options: AdamaxOptions = {}) {
    super(parameters, options, 2e-3);
    this.betas = options.betas ?? [0.9, 0.999];
    this.eps = options.eps ?? 1e-8;
    this.weightDecay = options.weightDecay ?? 0;
    for (const beta of this.betas) requireFraction("Adamax", "betas", beta);
    requireAtLeastZero("Adamax", "eps", this.eps);
    requireAtLeastZero("Adamax", "weightDecay", this.weightDecay);
    this.first = this.newStates("first");
    this.greatest = this.newStates("greatest");
    this.correction = this.newState("correction", []);
    this.rate = this.learningRate;
  }

  protected override begin(): void {
    const [beta1] = this.betas;
    const correction = this.correction.mul(beta1).add(1 - beta1);
    this.correction.assign(correction);
    this.rate = this.learningRate.div(correction);
  }

  protected update(theta: Parameter, gradient: Tensor, i: number): void {
    const [beta1, beta2] = this.betas;
    const g = withPenalty(gradient, theta, this.weightDecay);
    const m = average(this.first[i]!, g, beta1);
    const u = this.greatest[i]!.mul(beta2).maximum(g.abs().add(this.eps));
    this.greatest[i]!.assign(u);
    theta.assign(theta.sub(m.div(u).mul(this.rate)));
  }
}
