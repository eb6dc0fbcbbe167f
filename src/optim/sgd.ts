import type { Parameter, Tensor } from "../tensor/index.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero, requireFraction } from "./requirements.ts";
import { withPenalty } from "./weight-decay.ts";

/** The options of `SGD`. */
export interface SGDOptions {
  /** The learning rate. Default: 1e-3. */
  readonly lr?: number;
  /** The share of the last step that is kept, in [0, 1). Default: 0. */
  readonly momentum?: number;
  /** Whether to look ahead along the momentum. Default: false. */
  readonly nesterov?: boolean;
  /** The factor of the penalty's gradient, weightDecay · θ. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent, as PyTorch writes it:
 *
 *     g ← ∇θ + weightDecay · θ
 *     v ← momentum · v + g
 *     θ ← θ − lr · v,  or with nesterov  θ ← θ − lr · (g + momentum · v)
 *
 * With all examples in one batch this is gradient descent itself, with one example the classical stochastic rule, and with
 * momentum Polyak's heavy ball.
 *
 * Source: Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep learning",
 * 2013, section 2.
 *
 * @example
 * const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
 */
export class SGD extends Optimizer {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  private readonly velocity: readonly Tensor[];

  /** Throws: RangeError if an option is out of its range, or `nesterov` is set without momentum. */
  constructor(parameters: ParametersOf<SGDOptions>, options: SGDOptions = {}) {
    super(parameters, options, 1e-3);
    this.momentum = options.momentum ?? 0;
    this.nesterov = options.nesterov ?? false;
    this.weightDecay = options.weightDecay ?? 0;
    requireFraction("SGD", "momentum", this.momentum);
    requireAtLeastZero("SGD", "weightDecay", this.weightDecay);
    if (this.nesterov && this.momentum === 0) {
      throw new RangeError(
        "Cannot make SGD with nesterov and momentum 0: expected a momentum to look ahead along. Pass { momentum: 0.9, nesterov: true }.",
      );
    }
    this.velocity = this.momentum === 0 ? [] : this.newStates("velocity");
  }

  protected update(theta: Parameter, gradient: Tensor, i: number): void {
    const g = withPenalty(gradient, theta, this.weightDecay);
    let direction = g;
    if (this.momentum !== 0) {
      const v = this.velocity[i]!.mul(this.momentum).add(g);
      this.velocity[i]!.assign(v);
      direction = this.nesterov ? g.add(v.mul(this.momentum)) : v;
    }
    theta.assign(theta.sub(direction.mul(this.learningRate)));
  }
}
