import type { Parameter, Tensor } from "../tensor/index.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero, requireFraction } from "./requirements.ts";
import { decayed } from "./weight-decay.ts";

/** The options of `Muon`. */
export interface MuonOptions {
  /** The learning rate. Default: 0.02. */
  readonly lr?: number;
  /** The share of the last step that is kept, in [0, 1). Default: 0.95. */
  readonly momentum?: number;
  /** Whether to look ahead along the momentum. Default: true. */
  readonly nesterov?: boolean;
  /** The share of θ, times lr, that each step takes away. Default: 0. */
  readonly weightDecay?: number;
  /** Steps of the iteration that makes an update orthogonal. Default: 5. */
  readonly iterations?: number;
}

/** The coefficients of a step: they bring every singular value from [0, 1] to about 1, as fast as can be. */
const [linear, cubic, quintic] = [3.4445, -4.775, 2.0315];

/**
 * Muon: steps along the nearest orthogonal matrix to the momentum, for the weights of hidden layers.
 *
 *     v ← momentum · v + (1 − momentum) · ∇θ        d = v, or with nesterov (1 − momentum) · ∇θ + momentum · v
 *     X = d / ‖d‖, then `iterations` times X ← a X + (b A + c A²) X with A = X Xᵀ
 *     θ ← θ − lr · weightDecay · θ − lr · √max(1, rows / columns) · X
 *
 * Parameters with more than two axes are matrices of their first axis by all others.
 *
 * Source: Jordan and others, "Muon: An optimizer for hidden layers in neural networks", 2024.
 *
 * @example sketch
 * const hidden = new optim.Muon([model.hidden.weight]);
 * const others = new optim.AdamW([model.hidden.bias, ...model.output.parameters()]);
 */
export class Muon extends Optimizer {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  readonly iterations: number;
  private readonly velocity: readonly Tensor[];

  /** Throws: RangeError if an option is out of its range, or a parameter has fewer than two axes. */
  constructor(parameters: ParametersOf<MuonOptions>, options: MuonOptions = {}) {
    super(parameters, options, 0.02);
    this.momentum = options.momentum ?? 0.95;
    this.nesterov = options.nesterov ?? true;
    this.weightDecay = options.weightDecay ?? 0;
    this.iterations = options.iterations ?? 5;
    requireFraction("Muon", "momentum", this.momentum);
    requireAtLeastZero("Muon", "weightDecay", this.weightDecay);
    if (!Number.isInteger(this.iterations) || this.iterations < 1) {
      throw new RangeError(
        `Cannot use iterations = ${this.iterations} in Muon: expected an integer of at least 1. A typical value is 5.`,
      );
    }
    for (const { shape } of this.parameters) {
      if (shape.length < 2) {
        throw new RangeError(
          `Cannot make Muon for a parameter of shape [${shape.join(", ")}]: expected at least 2 axes. Give biases, gains and other vectors to AdamW.`,
        );
      }
    }
    this.velocity = this.newStates("velocity");
  }

  protected update(theta: Parameter, gradient: Tensor, i: number): void {
    const fresh = gradient.mul(1 - this.momentum);
    const v = this.velocity[i]!.mul(this.momentum).add(fresh);
    this.velocity[i]!.assign(v);
    const direction = this.nesterov ? fresh.add(v.mul(this.momentum)) : v;
    const [rows, columns] = [theta.shape[0]!, theta.shape.slice(1).reduce((a, b) => a * b, 1)];
    const scale = Math.sqrt(Math.max(1, rows / columns));
    const step = this.orthogonal(direction.reshape([rows, columns]))
      .reshape(theta.shape)
      .mul(scale);
    const shrunk = decayed(theta, this.learningRate, this.weightDecay);
    theta.assign(shrunk.sub(step.mul(this.learningRate)));
  }

  /** About U Vᵀ of a matrix U S Vᵀ. Shapes: [n, m] → [n, m]. */
  private orthogonal(matrix: Tensor): Tensor {
    const [rows, columns] = matrix.shape as [number, number];
    const wide = rows <= columns;
    let x = wide ? matrix : matrix.transpose(); // fewer rows than columns: A is small
    x = x.div(x.mul(x).sum().sqrt().add(1e-7));
    for (let step = 0; step < this.iterations; step++) {
      const a = x.matmul(x.transpose());
      const polynomial = a.mul(cubic).add(a.matmul(a).mul(quintic));
      x = x.mul(linear).add(polynomial.matmul(x));
    }
    return wide ? x : x.transpose();
  }
}
