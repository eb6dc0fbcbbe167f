import { dot, greatestSize, type Vector } from "./vectors.ts";

/** A point on the line: how far along the direction, and what the function is there. */
export interface LinePoint {
  readonly t: number;
  readonly loss: number;
  readonly gradient: Vector;
  /** The slope along the line, gradient · direction. */
  readonly slope: number;
}

/** What a search is set by: PyTorch's constants. */
const [sufficientDecrease, sufficientFlattening, mostTrials] = [1e-4, 0.9, 25];

/**
 * A step length t > 0 along a direction at which the strong Wolfe conditions hold,
 *
 *     f(t) ≤ f(0) + 10⁻⁴ t f′(0)        |f′(t)| ≤ 0.9 |f′(0)|
 *
 * or the best point of 25: first bracketed, then closed in upon by cubic interpolation, step by step as PyTorch 1.13.
 *
 * Source: Nocedal, Wright, "Numerical Optimization", second edition, 2006, algorithms 3.5 and 3.6; Schmidt's minFunc.
 */
export function strongWolfe(
  evaluate: (t: number) => { readonly loss: number; readonly gradient: Vector },
  start: LinePoint,
  direction: Vector,
  first: number,
  toleranceChange: number,
): { readonly point: LinePoint; readonly evaluations: number } {
  const size = greatestSize(direction);
  let evaluations = 0;
  const at = (t: number): LinePoint => {
    evaluations++;
    const { loss, gradient } = evaluate(t);
    return { t, loss, gradient, slope: dot(gradient, direction) };
  };
  const tooHigh = ({ loss, t }: LinePoint) => loss > start.loss + sufficientDecrease * t * start.slope;
  const flat = ({ slope }: LinePoint) => Math.abs(slope) <= -sufficientFlattening * start.slope;

  let previous = start;
  let point = at(first);
  let trials = 0;
  while (trials < mostTrials) {
    if (tooHigh(point) || (trials > 1 && point.loss >= previous.loss)) break;
    if (flat(point)) return { point, evaluations };
    if (point.slope >= 0) break;
    const next = interpolated(previous, point, [point.t + 0.01 * (point.t - previous.t), 10 * point.t]);
    previous = point;
    point = at(next);
    trials++;
  }
  if (trials === mostTrials) previous = start;
  let bracket: readonly [low: LinePoint, high: LinePoint] =
    previous.loss <= point.loss ? [previous, point] : [point, previous];

  let slow = false;
  for (; trials < mostTrials; trials++) {
    const [low, high] = bracket;
    const [left, right] = low.t < high.t ? [low.t, high.t] : [high.t, low.t];
    if ((right - left) * size < toleranceChange) break;
    let t = low.t < high.t ? interpolated(low, high, [left, right]) : interpolated(high, low, [left, right]);
    // Too near an end twice, or at it: a tenth of the way inwards.
    const margin = 0.1 * (right - left);
    const near = Math.min(right - t, t - left) < margin;
    const moved: boolean = near && (slow || t >= right || t <= left);
    if (moved) t = Math.abs(t - right) < Math.abs(t - left) ? right - margin : left + margin;
    slow = near && !moved;

    const trial = at(t);
    if (tooHigh(trial) || trial.loss >= low.loss) {
      bracket = trial.loss < low.loss ? [trial, low] : [low, trial];
      continue;
    }
    if (flat(trial)) return { point: trial, evaluations };
    bracket = trial.slope * (high.t - low.t) >= 0 ? [trial, low] : [trial, high];
  }
  return { point: bracket[0], evaluations };
}

/** Where the cubic through two points with their slopes is least, within bounds; else the middle of these. */
function interpolated(a: LinePoint, b: LinePoint, [least, most]: readonly [number, number]): number {
  const d1 = a.slope + b.slope - (3 * (a.loss - b.loss)) / (a.t - b.t);
  const square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return (least + most) / 2;
  const d2 = Math.sqrt(square);
  const at = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2));
  return Math.min(Math.max(at, least), most);
}
