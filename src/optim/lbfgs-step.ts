import { CurvatureMemory } from "./curvature-memory.ts";
import { strongWolfe } from "./strong-wolfe.ts";
import { dot, greatestSize, plus, sumOfSizes, times, type Vector } from "./vectors.ts";

/** A function's value and gradient at a point. */
export interface Evaluation {
  readonly loss: number;
  readonly gradient: Vector;
}

/** What `lbfgsStep` is set by. */
export interface LBFGSSettings {
  readonly lr: number;
  readonly maxIter: number;
  readonly maxEval: number;
  readonly toleranceGrad: number;
  readonly toleranceChange: number;
  readonly lineSearch: "strong_wolfe" | undefined;
}

/** What L-BFGS remembers from one step to the next. */
export class LBFGSState {
  readonly memory: CurvatureMemory;
  /** Iterations so far, over all steps. */
  iterations = 0;
  /** The gradient that the last direction was chosen by, and the step that was then made. */
  last: { readonly gradient: Vector; readonly move: Vector } | undefined;

  constructor(historySize: number) {
    this.memory = new CurvatureMemory(historySize);
  }
}

/**
 * Some iterations of L-BFGS from a point, as a step of PyTorch 1.13's:
 *
 *     d = −H ∇f(x)        x ← x + t d, t from a line search, or lr (the first time lr · min(1, 1 / ‖∇f‖₁))
 *
 * until `maxIter`, `maxEval`, or until gradient, move or change of the loss are within tolerance. Gives the new point
 * and the value at the old one.
 */
export function lbfgsStep(
  state: LBFGSState,
  start: Vector,
  evaluate: (x: Vector) => Evaluation,
  settings: LBFGSSettings,
): { readonly x: Vector; readonly loss: number } {
  const { lr, maxIter, maxEval, toleranceGrad, toleranceChange } = settings;
  let x = start;
  let { loss, gradient } = evaluate(x);
  const first = loss;
  if (greatestSize(gradient) <= toleranceGrad) return { x, loss };
  let evaluations = 1;
  for (let iteration = 1; iteration <= maxIter; iteration++) {
    state.iterations++;
    if (state.last !== undefined) {
      state.memory.add({ s: state.last.move, y: plus(gradient, -1, state.last.gradient) });
    }
    const direction = state.memory.direction(gradient);
    let t = lr;
    if (state.iterations === 1) t *= Math.min(1, 1 / sumOfSizes(gradient));
    const slope = dot(gradient, direction);
    const previous = { loss, gradient };
    if (slope > -toleranceChange) {
      state.last = { gradient, move: times(t, direction) };
      break;
    }
    if (settings.lineSearch === undefined) {
      x = plus(x, t, direction);
      if (iteration < maxIter) {
        ({ loss, gradient } = evaluate(x));
        evaluations++;
      }
    } else {
      const from = x;
      const found = strongWolfe(
        (length) => evaluate(plus(from, length, direction)),
        { t: 0, loss, gradient, slope },
        direction,
        t,
        toleranceChange,
      );
      ({ t, loss, gradient } = found.point);
      evaluations += found.evaluations;
      x = plus(x, t, direction);
    }
    const move = times(t, direction);
    state.last = { gradient: previous.gradient, move };
    if (evaluations >= maxEval || greatestSize(gradient) <= toleranceGrad) break;
    if (greatestSize(move) <= toleranceChange || Math.abs(loss - previous.loss) < toleranceChange) break;
  }
  return { x, loss: first };
}
