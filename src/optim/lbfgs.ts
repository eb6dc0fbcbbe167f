import { requireKind } from "../base/argument-kinds.ts";
import { concat, noGrad, type Parameter, realize, Tensor, tensor, zeros } from "../tensor/index.ts";
import { LBFGSState, lbfgsStep } from "./lbfgs-step.ts";
import { requireAtLeastZero, requireSteps } from "./requirements.ts";
import type { Vector } from "./vectors.ts";

/** The options of `LBFGS`: PyTorch's. */
export interface LBFGSOptions {
  /** The step length where there is no line search, else its first guess. Default: 1. */
  readonly lr?: number;
  /** The most iterations a step. Default: 20. */
  readonly maxIter?: number;
  /** The most evaluations a step, looked at between iterations. Default: maxIter · 1.25. */
  readonly maxEval?: number;
  /** A gradient with no greater element ends a step. Default: 1e-7. */
  readonly toleranceGrad?: number;
  /** A move or a change of the loss of no greater size ends a step. Default: 1e-9. */
  readonly toleranceChange?: number;
  /** How many past iterations are remembered, each with two vectors as long as all parameters. Default: 100. */
  readonly historySize?: number;
  /** How a step length is looked for. Default: not at all. */
  readonly lineSearchFn?: "strong_wolfe";
}

/**
 * L-BFGS, for small problems whose whole loss can be evaluated again and again: θ ← θ − t · H · ∇f, H being made of the
 * last steps and what they did to the gradient, and t the rate or what a line search finds.
 *
 * A step calls a closure several times, which clears the gradients, computes the loss, calls `backward` and returns the
 * loss; it may be compiled. Vectors are kept on the host. There are no groups of parameters, as in PyTorch.
 *
 * Source: Liu, Nocedal, "On the Limited Memory BFGS Method for Large Scale Optimization", 1989; Nocedal, Wright,
 * "Numerical Optimization", second edition, 2006, algorithm 7.5.
 *
 * @example
 * const optimizer = new optim.LBFGS(model.parameters(), { lineSearchFn: "strong_wolfe" });
 * const loss = optimizer.step(() => {
 *   optimizer.zeroGrad();
 *   const loss = losses.mse(model.forward(x), y);
 *   loss.backward();
 *   return loss;
 * });
 */
export class LBFGS {
  readonly parameters: readonly Parameter[];
  private readonly options: Required<Omit<LBFGSOptions, "lr" | "lineSearchFn">>;
  private readonly lineSearch: "strong_wolfe" | undefined;
  private rate: number;
  private state: LBFGSState;

  /** Throws: RangeError if there are no parameters, or an option is out of its range. */
  constructor(parameters: Iterable<Parameter>, options: LBFGSOptions = {}) {
    requireKind("iterable", "make LBFGS", { parameters });
    const { maxIter = 20 } = options;
    const { maxEval = Math.floor((maxIter * 5) / 4), toleranceGrad = 1e-7, toleranceChange = 1e-9 } = options;
    const { lr = 1, historySize = 100, lineSearchFn } = options;
    this.parameters = [...parameters];
    if (!this.parameters.every((each: unknown) => each instanceof Tensor)) {
      throw new TypeError(
        "Cannot make LBFGS for what are no parameters: expected Parameters only, got something else. Pass model.parameters().",
      );
    }
    if (this.parameters.length === 0) {
      throw new RangeError(
        "Cannot make LBFGS for no parameters: expected at least one. Pass model.parameters().",
      );
    }
    requireAtLeastZero("LBFGS", "lr", lr);
    requireSteps("LBFGS", "maxIter", maxIter, 1);
    requireSteps("LBFGS", "maxEval", maxEval, 1);
    requireSteps("LBFGS", "historySize", historySize, 1);
    requireAtLeastZero("LBFGS", "toleranceGrad", toleranceGrad);
    requireAtLeastZero("LBFGS", "toleranceChange", toleranceChange);
    if (lineSearchFn !== undefined && lineSearchFn !== "strong_wolfe") {
      throw new RangeError(
        `Cannot use lineSearchFn = ${lineSearchFn} in LBFGS: expected "strong_wolfe", or none for steps of length lr. Leave it out for those.`,
      );
    }
    this.options = { maxIter, maxEval, toleranceGrad, toleranceChange, historySize };
    this.lineSearch = lineSearchFn;
    this.rate = lr;
    this.state = new LBFGSState(historySize);
  }

  /** The step length. Throws, when set: RangeError if it is not a number of at least 0. */
  get lr(): number {
    return this.rate;
  }

  set lr(lr: number) {
    requireAtLeastZero("LBFGS", "lr", lr);
    this.rate = lr;
  }

  /** Some iterations. Returns the loss before them, as a number. */
  step(closure: () => Tensor): number {
    const evaluate = (x: Vector) => {
      this.move(x);
      const loss = closure().item();
      const gradients = this.parameters.map(({ grad, shape }) => grad ?? zeros(shape));
      return { loss, gradient: read(gradients) };
    };
    const { lr, lineSearch } = this;
    const { x, loss } = lbfgsStep(this.state, read(this.parameters), evaluate, {
      ...this.options,
      lr,
      lineSearch,
    });
    this.move(x);
    return loss;
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.grad = undefined;
  }

  /** What is remembered, under names: with the parameters, all that the next step depends on. */
  stateDict(): Record<string, Tensor> {
    const { iterations, last, memory } = this.state;
    const rows = (vectors: readonly Vector[]) =>
      tensor(Float32Array.from(vectors.flatMap((vector) => [...vector])), {
        shape: [vectors.length, this.length],
      });
    return {
      iterations: tensor(iterations, { dtype: "int32" }),
      last: rows(last === undefined ? [] : [last.gradient, last.move]),
      s: rows(memory.pairs.map(({ s }) => s)),
      y: rows(memory.pairs.map(({ y }) => y)),
    };
  }

  /**
   * Goes on from a saved state. Throws: RangeError if it is not one of as many parameters and of no longer a history; then
   * nothing is changed.
   */
  loadStateDict(values: Readonly<Record<string, Tensor>>): void {
    requireKind("object", "load a state into LBFGS", { values });
    const { iterations, last, s, y } = values;
    const fits = [last, s, y].every((rows) => rows?.rank === 2 && rows.shape[1] === this.length);
    if (!fits || iterations === undefined || s!.shape[0]! > this.options.historySize) {
      const got = Object.entries(values).map(([name, { shape }]) => `${name} [${shape.join(", ")}]`);
      throw new RangeError(
        `Cannot load a state into LBFGS: expected iterations, and last, s and y with rows of ${this.length}, at most ` +
          `${this.options.historySize} of them, got ${got.join(", ")}. Make the optimizer with the same options and ` +
          "parameters as the one that was saved.",
      );
    }
    const vectors = (rows: Tensor) => {
      const data = rows.dataSync() as Float32Array;
      return Array.from({ length: rows.shape[0]! }, (_, i) =>
        data.slice(i * this.length, (i + 1) * this.length),
      );
    };
    const state = new LBFGSState(this.options.historySize);
    state.iterations = iterations.item();
    const [gradient, move] = vectors(last!);
    if (gradient !== undefined && move !== undefined) state.last = { gradient, move };
    const changes = vectors(y!);
    for (const [i, step] of vectors(s!).entries()) state.memory.add({ s: step, y: changes[i]! });
    this.state = state;
  }

  /** How many numbers the parameters are. */
  private get length(): number {
    return this.parameters.reduce((sum, { size }) => sum + size, 0);
  }

  /** Gives the parameters their parts of a vector. */
  private move(x: Vector): void {
    noGrad(() => {
      let at = 0;
      for (const parameter of this.parameters) {
        const part = Float32Array.from(x.subarray(at, at + parameter.size));
        parameter.assign(tensor(part, { shape: parameter.shape }));
        at += parameter.size;
      }
    });
    realize();
  }
}

/** Tensors one after another, on the host. */
function read(tensors: readonly Tensor[]): Vector {
  const flat = noGrad(() => concat(tensors.map((each) => each.detach().reshape([each.size]))));
  return flat.dataSync() as Float32Array;
}
