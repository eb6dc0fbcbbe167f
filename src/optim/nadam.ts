import { full, type Parameter, type Tensor } from "../tensor/index.ts";
import type { MomentsOptions } from "./moments.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero, requireFraction } from "./requirements.ts";
import { average } from "./running-average.ts";
import { withPenalty } from "./weight-decay.ts";

/** The options of `NAdam`. */
export interface NAdamOptions extends MomentsOptions {
  /** The learning rate. Default: 2e-3. */
  readonly lr?: number;
  /** The factor of the penalty's gradient, weightDecay · θ. Default: 0. */
  readonly weightDecay?: number;
  /** How fast the momentum comes up to β₁. Default: 4e-3. */
  readonly momentumDecay?: number;
}

/** The scalars of one step. */
interface StepScalars {
  /** lr (1 − μₜ) / (1 − Π μ), the factor of the gradient. */
  readonly ofGradient: Tensor;
  /** lr μₜ₊₁ / (1 − μₜ₊₁ Π μ), the factor of the average. */
  readonly ofAverage: Tensor;
  /** √(1 − β₂ᵗ). */
  readonly root: Tensor;
}

/**
 * Adam with Nesterov's momentum.
 *
 *     μₜ = β₁ (1 − ½ · 0.96^(t · momentumDecay))
 *     m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²        d = √(v / (1 − β₂ᵗ)) + ε
 *     θ ← θ − lr · ((1 − μₜ) / (1 − Πᵢ≤ₜ μᵢ) · g + μₜ₊₁ / (1 − Πᵢ≤ₜ₊₁ μᵢ) · m) / d
 *
 * Source: Dozat, "Incorporating Nesterov Momentum into Adam", 2016, algorithm 2.
 *
 * @example
 * const optimizer = new optim.NAdam(model.parameters());
 */
export class NAdam extends Optimizer {
  readonly betas: readonly [beta1: number, beta2: number];
  readonly eps: number;
  readonly weightDecay: number;
  readonly momentumDecay: number;
  private readonly first: readonly Tensor[];
  private readonly second: readonly Tensor[];
  private readonly steps: Tensor;
  private readonly product: Tensor;
  private readonly correction: Tensor;
  private scalars: StepScalars | undefined;

  /** Throws: RangeError if an option is out of its range. */
  constructor(parameters: ParametersOf<NAdamOptions>, options: NAdamOptions = {}) {
    super(parameters, options, 2e-3);
    this.betas = options.betas ?? [0.9, 0.999];
    this.eps = options.eps ?? 1e-8;
    this.weightDecay = options.weightDecay ?? 0;
    this.momentumDecay = options.momentumDecay ?? 4e-3;
    for (const beta of this.betas) requireFraction("NAdam", "betas", beta);
    requireAtLeastZero("NAdam", "eps", this.eps);
    requireAtLeastZero("NAdam", "weightDecay", this.weightDecay);
    requireAtLeastZero("NAdam", "momentumDecay", this.momentumDecay);
    this.first = this.newStates("first");
    this.second = this.newStates("second");
    this.steps = this.newState("steps", []);
    this.product = this.newState("product", [], 1);
    this.correction = this.newState("correction", []);
  }

  protected override begin(): void {
    const t = this.steps.add(1);
    const now = this.momentumAt(t);
    const next = this.momentumAt(t.add(1));
    const product = this.product.mul(now);
    const correction = this.correction.mul(this.betas[1]).add(1 - this.betas[1]);
    this.steps.assign(t);
    this.product.assign(product);
    this.correction.assign(correction);
    const rate = this.learningRate;
    this.scalars = {
      ofGradient: rate.mul(now.neg().add(1)).div(product.neg().add(1)),
      ofAverage: rate.mul(next).div(product.mul(next).neg().add(1)),
      root: correction.sqrt(),
    };
  }

  /** μ at a step. */
  private momentumAt(t: Tensor): Tensor {
    const fading = full([], 0.96).pow(t.mul(this.momentumDecay));
    return fading.mul(-0.5).add(1).mul(this.betas[0]);
  }

  protected update(theta: Parameter, gradient: Tensor, i: number): void {
    const { ofGradient, ofAverage, root } = this.scalars!;
    const [beta1, beta2] = this.betas;
    const g = withPenalty(gradient, theta, this.weightDecay);
    const m = average(this.first[i]!, g, beta1);
    const v = average(this.second[i]!, g.mul(g), beta2);
    const step = g.mul(ofGradient).add(m.mul(ofAverage));
    theta.assign(theta.sub(step.div(v.sqrt().div(root).add(this.eps))));
  }
}
