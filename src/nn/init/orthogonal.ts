import { defaultGenerator, type Tensor } from "../../tensor/index.ts";
import { checkFillNumber, fansOf, put } from "./fill.ts";
import type { GainOptions } from "./xavier.ts";

/**
 * Rows, or columns where there are fewer of them, at right angles to each other and of length gain, uniformly among all
 * such, W · Wᵀ = gain² · I: what goes through keeps its length.
 *
 * Shapes: [outputs, inputs, kernel…], a matrix [outputs, inputs · kernel]. Throws: RangeError for fewer than two axes,
 * TypeError unless it is a float32 tensor.
 * Source: Saxe, McClelland, Ganguli, "Exact Solutions to the Nonlinear Dynamics of Learning", 2013, section 3.
 *
 * @example
 * const { weight } = new nn.Linear(4, 4);
 * nn.init.orthogonal(weight).mul(weight).sum().item(); // 4
 */
export function orthogonal<T extends Tensor>(x: T, options: GainOptions = {}): T {
  const { fanIn: columns } = fansOf("orthogonal", x);
  const rows = x.shape[0]!;
  const gain = checkFillNumber("orthogonal", "gain", options.gain ?? 1);
  const random = defaultGenerator.host();
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = Float64Array.from({ length }, () => random.normal());
    // Twice: the first time leaves rounding errors along vectors that were nearly the same.
    for (const other of [...vectors, ...vectors]) subtract(vector, other, inner(vector, other));
    const size = Math.sqrt(inner(vector, vector));
    vectors.push(vector.map((value) => value / size));
  }
  const values = new Float32Array(rows * columns);
  const [down, right] = rows <= columns ? [columns, 1] : [1, columns];
  for (const [i, vector] of vectors.entries()) {
    for (let j = 0; j < length; j++) values[i * down + j * right] = gain * vector[j]!;
  }
  return put(x, values);
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function subtract(from: Float64Array, vector: Float64Array, times: number): void {
  for (let i = 0; i < from.length; i++) from[i]! -= times * vector[i]!;
}
