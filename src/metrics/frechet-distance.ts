import { requireKind } from "../base/argument-kinds.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/**
 * ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 √(Σ₁ Σ₂)): how far two sets of examples are apart, each taken for a normal distribution. Of
 * features of Inception v3 it is the FID of generated pictures; of those of another network it is told apart by its name.
 *
 * Shapes: first [n, numFeatures], second [m, numFeatures], row-major; covariances are divided by n − 1 and m − 1.
 * Throws: RangeError unless both have two rows or more, all whole.
 * Source: Dowson, Landau, "The Fréchet Distance between Multivariate Normal Distributions", 1982; Heusel et al., "GANs Trained
 * by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium", 2017, equation 6.
 *
 * @example
 * metrics.frechetDistance([0, 2], [5, 7], 1); // 25
 */
export function frechetDistance(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  numFeatures: number,
): number {
  requireKind("list", "call frechetDistance", { first, second });
  const [a, b] = [momentsOf(first, numFeatures), momentsOf(second, numFeatures)];
  // The eigenvalues of Σ₁Σ₂ are those of √Σ₁ Σ₂ √Σ₁, which is symmetric.
  const root = squareRoot(a.covariance, numFeatures);
  const between = product(product(root, b.covariance, numFeatures), root, numFeatures);
  let distance = 0;
  for (let i = 0; i < numFeatures; i++) {
    distance += (a.mean[i]! - b.mean[i]!) ** 2;
    distance += a.covariance[i * numFeatures + i]! + b.covariance[i * numFeatures + i]!;
  }
  for (const value of symmetricEigen(between, numFeatures).values)
    distance -= 2 * Math.sqrt(Math.max(0, value));
  return Math.max(0, distance);
}

function momentsOf(
  features: ArrayLike<number>,
  width: number,
): { mean: Float64Array; covariance: Float64Array } {
  const count = features.length / width;
  if (!(Number.isInteger(count) && count >= 2)) {
    throw new RangeError(
      `Cannot compute a Fréchet distance from ${features.length} numbers with ${width} features: expected two examples or ` +
        `more, got ${count}. Give all features of an example, example after example.`,
    );
  }
  const mean = new Float64Array(width);
  for (let i = 0; i < features.length; i++) mean[i % width]! += features[i]! / count;
  const covariance = new Float64Array(width * width);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < width; i++) {
      const off = (features[row * width + i]! - mean[i]!) / (count - 1);
      for (let j = 0; j < width; j++) {
        covariance[i * width + j]! += off * (features[row * width + j]! - mean[j]!);
      }
    }
  }
  return { mean, covariance };
}

/** V · √diag · Vᵀ. */
function squareRoot(matrix: Float64Array, size: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, size);
  const scaled = vectors.map((value, i) => value * Math.sqrt(Math.max(0, values[i % size]!)));
  const transposed = vectors.map((_, i) => vectors[(i % size) * size + Math.floor(i / size)]!);
  return product(scaled, transposed, size);
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const c = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!;
      for (let j = 0; j < size; j++) c[i * size + j]! += factor * b[k * size + j]!;
    }
  }
  return c;
}
