/** Arithmetic on long vectors on the host, in the vectors' own precision; sums are float64. */

/** All parameters, or their gradient, one after another. */
export type Vector = Float32Array | Float64Array;

/** Σ aᵢ bᵢ. */
export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** y + factor · x as a new vector. */
export function plus(y: Vector, factor: number, x: Vector): Vector {
  const sum = y.slice();
  for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + factor * x[i]!;
  return sum;
}

/** factor · x as a new vector. */
export function times(factor: number, x: Vector): Vector {
  const product = x.slice();
  for (let i = 0; i < product.length; i++) product[i] = factor * product[i]!;
  return product;
}

/** max |xᵢ|. */
export function greatestSize(x: Vector): number {
  let greatest = 0;
  for (const value of x) if (!(Math.abs(value) <= greatest)) greatest = Math.abs(value);
  return greatest;
}

/** Σ |xᵢ|. */
export function sumOfSizes(x: Vector): number {
  let sum = 0;
  for (const value of x) sum += Math.abs(value);
  return sum;
}
