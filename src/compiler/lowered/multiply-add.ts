/** The largest finite float32 and the halfway point above it, from which rounding to nearest overflows. */
const largest = 3.4028234663852886e38;
const overflowHalfway = 3.4028235677973366e38;

/**
 * a · b + c rounded once to float32 (round to nearest, ties to even), for float32 a, b and c.
 *
 * The product of two float32 is exact in a double; the sum is not. Rounding the double sum s to float32 goes
 * wrong only when s is a tie between two float32 and the exact sum is not: then the error of s decides.
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const nearest = Math.fround(sum);
  const other = sum + (sum - nearest);
  // Only in a tie is the mirror image of the nearest float32 a float32 too.
  if (nearest === sum || Math.fround(other) !== other) return nearest;
  return breakTie(product, c, sum, nearest, other);
}

/** Which of two neighbours, `nearest` and `other`, product + c lies nearer to, where its double sum is their tie. */
export function breakTie(product: number, c: number, sum: number, nearest: number, other: number): number {
  const shared = sum - product;
  const error = product - (sum - shared) + (c - shared);
  if (error === 0) return nearest;
  if (Number.isFinite(nearest)) return error > 0 ? Math.max(nearest, other) : Math.min(nearest, other);
  if (sum === overflowHalfway && error < 0) return largest;
  if (sum === -overflowHalfway && error > 0) return -largest;
  return nearest;
}
