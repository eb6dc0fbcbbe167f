import type { Parameter, Tensor } from "../tensor/index.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero } from "./requirements.ts";
import { withPenalty } from "./weight-decay.ts";

/** The options of `Adagrad`. */
export interface AdagradOptions {
  /** The learning rate. Default: 1e-2. */
  readonly lr?: number;
  /** How fast the rate falls: step t = 0, 1, … takes lr / (1 + t · lrDecay). Default: 0. */
  readonly lrDecay?: number;
  /** The factor of the penalty's gradient, weightDecay · θ. Default: 0. */
  readonly weightDecay?: number;
  /** Where the sums of squares begin. Default: 0. */
  readonly initialAccumulatorValue?: number;
  /** Added to the root of the sum, so that it may be 0. Default: 1e-10. */
  readonly eps?: number;
}

/**
 * Adagrad: each element has a rate of its own, which falls with all the squares it has seen.
 *
 *     g ← ∇θ + weightDecay · θ
 *     s ← s + g²
 *     θ ← θ − lr / (1 + t · lrDecay) · g / (√s + ε)
 *
 * Source: Duchi, Hazan, Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011,
 * section 1.1.
 *
 * @example
 * const optimizer = new optim.Adagrad(model.parameters(), { lr: 0.05 });
 */
export class Adagrad extends Optimizer {
  readonly lrDecay: number;
  readonly weightDecay: number;
  readonly eps: number;
  private readonly sums: readonly Tensor[];
  private readonly steps: Tensor;
  private rate: Tensor;

  /** Throws: RangeError if an option is out of its range. */
  constructor(parameters: ParametersOf<AdagradOptions>, options: AdagradOptions = {}) {
    super(parameters, options, 1e-2);
    const initial = options.initialAccumulatorValue ?? 0;
    this.lrDecay = options.lrDecay ?? 0;
    this.weightDecay = options.weightDecay ?? 0;
    this.eps = options.eps ?? 1e-10;
    requireAtLeastZero("Adagrad", "lrDecay", this.lrDecay);
    requireAtLeastZero("Adagrad", "weightDecay", this.weightDecay);
    requireAtLeastZero("Adagrad", "initialAccumulatorValue", initial);
    requireAtLeastZero("Adagrad", "eps", this.eps);
    this.sums = this.newStates("sum", initial);
    this.steps = this.newState("steps", []);
    this.rate = this.learningRate;
  }

  protected override begin(): void {
    if (this.lrDecay === 0) return;
    this.rate = this.learningRate.div(this.steps.mul(this.lrDecay).add(1));
    this.steps.assign(this.steps.add(1));
  }

  protected update(theta: Parameter, gradient: Tensor, i: number): void {
    const g = withPenalty(gradient, theta, this.weightDecay);
    const sum = this.sums[i]!.add(g.mul(g));
    this.sums[i]!.assign(sum);
    theta.assign(theta.sub(g.div(sum.sqrt().add(this.eps)).mul(this.rate)));
  }
}
