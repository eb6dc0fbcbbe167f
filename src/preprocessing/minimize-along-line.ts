const golden = 1.618034;
const smallest = 1e-21;

/**
 * Where a function of one number is least, from two starting points: a bracket by steps downhill, then Brent's method.
 *
 * Source: Brent, "Algorithms for Minimization without Derivatives", 1973, chapter 5; Press et al., "Numerical Recipes",
 * second edition, 1992, sections 10.1 and 10.2.
 */
export function minimizeAlongLine(f: (x: number) => number, [from, to]: readonly [number, number]): number {
  const [start, middle, end] = bracket(f, from, to);
  let [a, b] = start < end ? [start, end] : [end, start];
  let [x, w, v] = [middle, middle, middle];
  let fx = f(x);
  let [fw, fv] = [fx, fx];
  let [step, before] = [0, 0];
  for (let turn = 0; turn < 500; turn++) {
    const tolerance = 1.48e-8 * Math.abs(x) + 1e-11;
    const center = (a + b) / 2;
    if (Math.abs(x - center) < 2 * tolerance - (b - a) / 2) break;
    let [r, q] = [(x - w) * (fx - fv), (x - v) * (fx - fw)];
    let p = (x - v) * q - (x - w) * r;
    q = 2 * (q - r);
    if (q > 0) p = -p;
    q = Math.abs(q);
    r = before;
    before = step;
    const parabolic =
      Math.abs(before) > tolerance && p > q * (a - x) && p < q * (b - x) && Math.abs(p) < Math.abs(q * r) / 2;
    if (parabolic) {
      step = p / q;
      const u = x + step;
      if (u - a < 2 * tolerance || b - u < 2 * tolerance) step = x < center ? tolerance : -tolerance;
    } else {
      before = x >= center ? a - x : b - x;
      step = 0.381966 * before;
    }
    const u = x + (Math.abs(step) < tolerance ? Math.sign(step || 1) * tolerance : step);
    const fu = f(u);
    if (fu <= fx) {
      if (u >= x) a = x;
      else b = x;
      [v, w, x] = [w, x, u];
      [fv, fw, fx] = [fw, fx, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) {
        [v, w] = [w, u];
        [fv, fw] = [fw, fu];
      } else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return x;
}

/** Three points, the middle one the lowest. */
function bracket(f: (x: number) => number, from: number, to: number): [number, number, number] {
  let [a, b] = f(from) < f(to) ? [to, from] : [from, to];
  let c = b + golden * (b - a);
  let [fb, fc] = [f(b), f(c)];
  for (let turn = 0; fc < fb && turn < 100; turn++) {
    const [s, t] = [(b - a) * (fb - fc), (b - c) * (fb - f(a))];
    const slope = Math.abs(t - s) < smallest ? 2 * smallest : 2 * (t - s);
    const farthest = b + 110 * (c - b);
    let u = b - ((b - c) * t - (b - a) * s) / slope;
    if ((u - c) * (b - u) > 0) {
      const fu = f(u);
      if (fu < fc) return [b, u, c];
      if (fu > fb) return [a, b, u];
      u = c + golden * (c - b);
    } else if ((u - farthest) * (farthest - c) < 0) u = c + golden * (c - b);
    [a, b, c] = [b, c, u];
    [fb, fc] = [fc, f(u)];
  }
  return [a, b, c];
}
