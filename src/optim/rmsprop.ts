import type { Parameter, Tensor } from "../tensor/index.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero, requireFraction } from "./requirements.ts";
import { average } from "./running-average.ts";
import { withPenalty } from "./weight-decay.ts";

/** The options of `RMSprop`. */
export interface RMSpropOptions {
  /** The learning rate. Default: 1e-2. */
  readonly lr?: number;
  /** How much of the averages is kept each step, in [0, 1). Default: 0.99. */
  readonly alpha?: number;
  /** Added to the root, so that it may be 0. Default: 1e-8. */
  readonly eps?: number;
  /** The factor of the penalty's gradient, weightDecay · θ. Default: 0. */
  readonly weightDecay?: number;
  /** The share of the last step that is kept, in [0, 1). Default: 0. */
  readonly momentum?: number;
  /** Whether to divide by the standard deviation instead of the root of the mean square. Default: false. */
  readonly centered?: boolean;
}

/**
 * RMSprop: gradients divided by the root of their running mean square.
 *
 *     g ← ∇θ + weightDecay · θ
 *     v ← α v + (1 − α) g²
 *     d = g / (√v + ε),  or centered  m ← α m + (1 − α) g,  d = g / (√(v − m²) + ε)
 *     b ← momentum · b + d
 *     θ ← θ − lr · b
 *
 * Source: Tieleman, Hinton, "Lecture 6.5: rmsprop", 2012; centered: Graves, "Generating Sequences With Recurrent Neural
 * Networks", 2013, section 4.2.
 *
 * @example
 * const optimizer = new optim.RMSprop(model.parameters(), { lr: 1e-3, momentum: 0.9 });
 */
export class RMSprop extends Optimizer {
  readonly alpha: number;
  readonly eps: number;
  readonly weightDecay: number;
  readonly momentum: number;
  readonly centered: boolean;
  private readonly squares: readonly Tensor[];
  private readonly means: readonly Tensor[];
  private readonly velocity: readonly Tensor[];

  /** Throws: RangeError if an option is out of its range. */
  constructor(parameters: ParametersOf<RMSpropOptions>, options: RMSpropOptions = {}) {
    super(parameters, options, 1e-2);
    this.alpha = options.alpha ?? 0.99;
    this.eps = options.eps ?? 1e-8;
    this.weightDecay = options.weightDecay ?? 0;
    this.momentum = options.momentum ?? 0;
    this.centered = options.centered ?? false;
    requireFraction("RMSprop", "alpha", this.alpha);
    requireAtLeastZero("RMSprop", "eps", this.eps);
    requireAtLeastZero("RMSprop", "weightDecay", this.weightDecay);
    requireFraction("RMSprop", "momentum", this.momentum);
    this.squares = this.newStates("square");
    this.means = this.centered ? this.newStates("mean") : [];
    this.velocity = this.momentum === 0 ? [] : this.newStates("velocity");
  }

  protected update(theta: Parameter, gradient: Tensor, i: number): void {
    const g = withPenalty(gradient, theta, this.weightDecay);
    const v = average(this.squares[i]!, g.mul(g), this.alpha);
    const spread = this.centered ? v.sub(average(this.means[i]!, g, this.alpha).pow(2)) : v;
    let direction = g.div(spread.sqrt().add(this.eps));
    if (this.momentum !== 0) {
      direction = this.velocity[i]!.mul(this.momentum).add(direction);
      this.velocity[i]!.assign(direction);
    }
    theta.assign(theta.sub(direction.mul(this.learningRate)));
  }
}
