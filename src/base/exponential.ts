/**
 * eˣ, the same on every machine: `Math.exp` may differ in its last bit. x = n · ln 2 + r with |r| ≤ ½ ln 2, and
 * eˣ = 2ⁿ · (1 + r + r²/2! + …).
 */
export function exponential(x: number): number {
  if (x > 709.7) return x > 709.782712893384 ? Number.POSITIVE_INFINITY : exponential(x - 1) * Math.E;
  if (x < -745.2) return 0;
  const n = Math.round(x / Math.LN2);
  // ln 2 in two parts, the first with room for n, so that the rest keeps its last bits.
  const rest = x - n * 0.6931471803691238 - n * 1.9082149292705877e-10;
  let sum = 1;
  for (let k = 14; k >= 1; k--) sum = 1 + (rest / k) * sum;
  // In two halves, since 2ⁿ alone may be too small for a number.
  const half = n >> 1;
  return sum * 2 ** half * 2 ** (n - half);
}
