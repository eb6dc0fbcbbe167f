/**
 * cos(π x) by polynomials alone, so that a schedule gives the same rates on every engine: `Math.cos` may differ in
 * the last bit from one to the next. The error is below 1e-15.
 */
export function cosineOfHalfTurns(x: number): number {
  const turn = Math.abs(x) % 2;
  const half = turn > 1 ? 2 - turn : turn; // cos(π x) is even and has period 2
  const [quarter, sign] = half > 0.5 ? [1 - half, -1] : [half, 1]; // cos(π (1 − x)) = −cos(π x)
  return sign * (quarter <= 0.25 ? taylor(Math.PI * quarter, 0) : taylor(Math.PI * (0.5 - quarter), 1));
}

/** Σ (−1)ᵏ xⁿ / n! over n = first + 2k: the cosine for first = 0, the sine for first = 1; |x| ≤ π/4. */
function taylor(x: number, first: 0 | 1): number {
  let term = first === 0 ? 1 : x;
  let sum = term;
  for (let n = first + 2; n <= 18 + first; n += 2) {
    term *= (-x * x) / (n * (n - 1));
    sum += term;
  }
  return sum;
}
