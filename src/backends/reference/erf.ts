/**
 * erf x = 2/√π · ∫₀ˣ e^(−t²) dt in float64: near 0 by the series 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 ⋯ (2n + 1)), whose
 * terms have one sign; farther out 1 − erfc x by the continued fraction of erfc, from its end. Relative error below 1e-14.
 *
 * Source: Abramowitz, Stegun, "Handbook of Mathematical Functions", 7.1.6 and 7.1.14.
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (!(size > 2.5)) return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * series(x);
  if (size > 6) return Math.sign(x);
  let fraction = size;
  for (let k = 120; k > 0; k--) fraction = size + k / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction);
}

function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return sum;
}
