import type { Parameter, Tensor } from "../tensor/index.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero, requireFraction } from "./requirements.ts";
import { average } from "./running-average.ts";
import { withPenalty } from "./weight-decay.ts";

/** The options of `Adadelta`. */
export interface AdadeltaOptions {
  /** The learning rate, a factor of the rule's own step. Default: 1. */
  readonly lr?: number;
  /** How much of both averages is kept each step, in [0, 1). Default: 0.9. */
  readonly rho?: number;
  /** Added to both averages before their roots. Default: 1e-6. */
  readonly eps?: number;
  /** The factor of the penalty's gradient, weightDecay · θ. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Adadelta: the size of a step follows the size of past steps, so that it has θ's unit and needs no rate.
 *
 *     g ← ∇θ + weightDecay · θ
 *     v ← ρ v + (1 − ρ) g²
 *     Δ = √(u + ε) / √(v + ε) · g
 *     u ← ρ u + (1 − ρ) Δ²
 *     θ ← θ − lr · Δ
 *
 * Source: Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, algorithm 1.
 *
 * @example
 * const optimizer = new optim.Adadelta(model.parameters());
 */
export class Adadelta extends Optimizer {
  readonly rho: number;
  readonly eps: number;
  readonly weightDecay: number;
  private readonly squares: readonly Tensor[];
  private readonly steps: readonly Tensor[];

  /** Throws: RangeError if an option is out of its range. */
  constructor(parameters: ParametersOf<AdadeltaOptions>, options: AdadeltaOptions = {}) {
    super(parameters, options, 1);
    this.rho = options.rho ?? 0.9;
    this.eps = options.eps ?? 1e-6;
    this.weightDecay = options.weightDecay ?? 0;
    requireFraction("Adadelta", "rho", this.rho);
    requireAtLeastZero("Adadelta", "eps", this.eps);
    requireAtLeastZero("Adadelta", "weightDecay", this.weightDecay);
    this.squares = this.newStates("square");
    this.steps = this.newStates("step");
  }

  protected update(theta: Parameter, gradient: Tensor, i: number): void {
    const g = withPenalty(gradient, theta, this.weightDecay);
    const v = average(this.squares[i]!, g.mul(g), this.rho);
    const delta = this.steps[i]!.add(this.eps).sqrt().div(v.add(this.eps).sqrt()).mul(g);
    average(this.steps[i]!, delta.mul(delta), this.rho);
    theta.assign(theta.sub(delta.mul(this.learningRate)));
  }
}
