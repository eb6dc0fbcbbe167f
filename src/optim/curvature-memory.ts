import { dot, plus, times, type Vector } from "./vectors.ts";

/** A step s and the change y of the gradient over it. */
export interface CurvaturePair {
  readonly s: Vector;
  readonly y: Vector;
}

/**
 * The last steps and what they did to the gradient: an approximation of the inverse Hessian that is never written out.
 *
 * Source: Nocedal, "Updating Quasi-Newton Matrices with Limited Storage", 1980; Nocedal, Wright, "Numerical Optimization",
 * second edition, 2006, algorithm 7.4 and equation 7.20.
 */
export class CurvatureMemory {
  readonly pairs: CurvaturePair[] = [];
  private readonly size: number;

  /** @param size The most pairs that are kept. */
  constructor(size: number) {
    this.size = size;
  }

  /** Keeps a pair, unless its curvature s · y is not above 0. */
  add(pair: CurvaturePair): void {
    if (!(dot(pair.y, pair.s) > 1e-10)) return;
    if (this.pairs.length === this.size) this.pairs.shift();
    if (this.size > 0) this.pairs.push(pair);
  }

  /** −H · gradient: the two loops. */
  direction(gradient: Vector): Vector {
    const { pairs } = this;
    let q = times(-1, gradient);
    const alphas: number[] = [];
    for (let i = pairs.length - 1; i >= 0; i--) {
      const { s, y } = pairs[i]!;
      alphas[i] = dot(s, q) / dot(y, s);
      q = plus(q, -alphas[i]!, y);
    }
    const last = pairs.at(-1);
    let r = last === undefined ? q : times(dot(last.y, last.s) / dot(last.y, last.y), q);
    for (const [i, { s, y }] of pairs.entries()) r = plus(r, alphas[i]! - dot(y, r) / dot(y, s), s);
    return r;
  }
}
