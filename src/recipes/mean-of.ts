/** Σ value / count, 0 of none. */
export function meanOf(values: Float32Array | readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value / values.length;
  return sum;
}
