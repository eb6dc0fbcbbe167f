import { full, type Parameter, type Tensor } from "../tensor/index.ts";
import { Optimizer } from "./optimizer.ts";
import type { ParametersOf } from "./parameter-groups.ts";
import { requireAtLeastZero } from "./requirements.ts";
import { decayed } from "./weight-decay.ts";

/** The options of `Adafactor`. */
export interface AdafactorOptions {
  /** The greatest relative step: step t moves θ by min(lr, 1/√t) of its size. Default: 1e-2. */
  readonly lr?: number;
  /** The decay of the averages at step t is 1 − t^beta2Decay; negative. Default: −0.8. */
  readonly beta2Decay?: number;
  /** The least size of θ that steps are relative to. Default: 1e-3. */
  readonly eps?: number;
  /** The greatest root mean square of an update before it is scaled down. Default: 1. */
  readonly clippingThreshold?: number;
  /** The share of θ, times lr, that each step takes away. Default: 0. */
  readonly weightDecay?: number;
}

/** The smallest squared gradient, so that no average is 0: the square of float32's spacing at 1. */
const smallestSquare = 2 ** -46;

/**
 * Adafactor: the second moments of a matrix are kept as a row and a column, so the state of an n×m parameter is n + m
 * numbers. Relative steps, clipped updates, no first moment.
 *
 *     β = 1 − t^beta2Decay        α = max(ε, RMS(θ)) · min(lr, 1/√t)
 *     R ← β R + (1 − β) mean over columns of g²        C ← β C + (1 − β) mean over rows of g²
 *     v = R Cᵀ / mean(R), for parameters with fewer than two axes v ← β v + (1 − β) g²
 *     u = g / √v        θ ← θ − lr · weightDecay · θ − α · u / max(1, RMS(u) / clippingThreshold)
 *
 * The last two axes of a parameter are its columns and rows.
 *
 * Source: Shazeer, Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018, algorithms 4 and 5.
 *
 * @example
 * const optimizer = new optim.Adafactor(model.parameters());
 */
export class Adafactor extends Optimizer {
  readonly beta2Decay: number;
  readonly eps: number;
  readonly clippingThreshold: number;
  readonly weightDecay: number;
  private readonly rows: readonly Tensor[];
  private readonly columns: readonly (Tensor | undefined)[];
  private readonly steps: Tensor;
  /** t^beta2Decay, which is 1 − β, and min(lr, 1/√t). */
  private fresh: Tensor;
  private relative: Tensor;

  /** Throws: RangeError if an option is out of its range. */
  constructor(parameters: ParametersOf<AdafactorOptions>, options: AdafactorOptions = {}) {
    super(parameters, options, 1e-2);
    this.beta2Decay = options.beta2Decay ?? -0.8;
    this.eps = options.eps ?? 1e-3;
    this.clippingThreshold = options.clippingThreshold ?? 1;
    this.weightDecay = options.weightDecay ?? 0;
    requireAtLeastZero("Adafactor", "eps", this.eps);
    requireAtLeastZero("Adafactor", "weightDecay", this.weightDecay);
    if (!(this.beta2Decay <= 0)) {
      throw new RangeError(
        `Cannot use beta2Decay = ${this.beta2Decay} in Adafactor: expected a number of at most 0. The paper's is −0.8.`,
      );
    }
    if (!(this.clippingThreshold > 0)) {
      throw new RangeError(
        `Cannot use clippingThreshold = ${this.clippingThreshold} in Adafactor: expected a number above 0. The paper's is 1.`,
      );
    }
    this.rows = this.own.map(({ shape }, i) =>
      this.newState(`row.${i}`, shape.length < 2 ? shape : [...shape.slice(0, -1), 1]),
    );
    this.columns = this.own.map(({ shape }, i) =>
      shape.length < 2 ? undefined : this.newState(`column.${i}`, [...shape.slice(0, -2), 1, shape.at(-1)!]),
    );
    this.steps = this.newState("steps", []);
    this.fresh = this.steps;
    this.relative = this.steps;
  }

  protected override begin(): void {
    const t = this.steps.add(1);
    this.steps.assign(t);
    this.fresh = t.pow(full([], this.beta2Decay));
    this.relative = this.learningRate.minimum(full([], 1).div(t.sqrt()));
  }

  protected update(theta: Parameter, gradient: Tensor, i: number): void {
    const second = this.secondMoment(gradient.mul(gradient).maximum(smallestSquare), i);
    const u = gradient.div(second.sqrt());
    const clipped = u.div(rootMeanSquare(u).div(this.clippingThreshold).maximum(1));
    const step = rootMeanSquare(theta).maximum(this.eps).mul(this.relative);
    const shrunk = decayed(theta, this.learningRate, this.weightDecay);
    theta.assign(shrunk.sub(clipped.mul(step)));
  }

  /** Takes in squared gradients. Shapes: [.., n, m] → [.., n, m]. */
  private secondMoment(squares: Tensor, i: number): Tensor {
    const [row, column] = [this.rows[i]!, this.columns[i]];
    if (column === undefined) return this.average(row, squares);
    const r = this.average(row, squares.mean({ axis: -1, keepDims: true })); // [.., n, 1]
    const c = this.average(column, squares.mean({ axis: -2, keepDims: true })); // [.., 1, m]
    return r.mul(c).div(r.mean({ axis: -2, keepDims: true }));
  }

  private average(state: Tensor, value: Tensor): Tensor {
    const next = state.add(value.sub(state).mul(this.fresh));
    state.assign(next);
    return next;
  }
}

function rootMeanSquare(x: Tensor): Tensor {
  return x.mul(x).mean().sqrt();
}
