import { requireKind } from "../base/argument-kinds.ts";

/** Rows of numbers, row-major. */
export interface Rows {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Principal components, found by `pca`. */
export interface PrincipalComponents {
  /** Of each column. */
  readonly mean: Float64Array;
  /** Each of length 1, at right angles to the others, the most import { requireKind } from "../base/argument-kinds.ts";
important first; its greatest element is positive. */
  readonly components: readonly Float64Array[];
  /** The variance along each component, with n − 1. */
  readonly explainedVariance: Float64Array;
  /** The same as a share of all variance. */
  readonly explainedVarianceRatio: Float64Array;
  /** Rows as their places along the components: [n, k]. */
  transform(rows: Rows): { readonly shape: readonly [number, number]; readonly data: Float64Array };
  /** The rows at such places: what is left of them in k numbers. */
  inverseTransform(places: Rows): { readonly shape: readonly [number, number]; readonly data: Float64Array };
}

/**
 * Principal component analysis: the k directions in which rows vary most, the eigenvectors of the covariance matrix. What an
 * autoencoder of k numbers is to beat. The time goes with the cube of the number of columns, or of rows if those are fewer:
 * some seconds for 784.
 *
 * Shapes: rows [n, …], whose other axes are columns.
 * Throws: RangeError if k is no integer from 1 to the lesser of n and the columns, or something is not finite.
 * Source: Hotelling, "Analysis of a complex of statistical variables into principal components", 1933; Jacobi, 1846.
 *
 * @example
 * const line = pca({ shape: [3, 2], data: [0, 0, 3, 4, 6, 8] }, 1);
 * line.components[0]!; // [0.6, 0.8]
 * line.transform({ shape: [1, 2], data: [6, 8] }).data; // [5]
 */
export function pca(rows: Rows, k: number): PrincipalComponents {
  requireKind("shaped", "call pca", { rows });
  const [n = 0, ...rest] = rows.shape;
  const width = rest.reduce((product, extent) => product * extent, 1);
  const most = Math.min(n, width);
  if (!Number.isInteger(k) || k < 1 || k > most || n < 2) {
    throw new RangeError(
      `Cannot find ${k} principal components of rows of shape [${rows.shape.join(", ")}]: expected an integer from 1 to ${most}, and at least two rows. Pass fewer components or more rows.`,
    );
  }
  const mean = new Float64Array(width);
  for (let i = 0; i < n * width; i++) mean[i % width]! += rows.data[i]! / n;
  if (!mean.every(Number.isFinite)) {
    throw new RangeError(
      "Cannot find principal components: expected finite numbers only. Fill what is missing first.",
    );
  }
  const centered = Array.from({ length: n }, (_, row) =>
    Float64Array.from(mean, (value, column) => rows.data[row * width + column]! - value),
  );
  const tall = n >= width;
  const sides = tall
    ? Array.from(mean, (_, column) => Float64Array.from(centered, (row) => row[column]!))
    : centered;
  const products = sides.map((a) => Float64Array.from(sides, (b) => dot(a, b)));
  const { values, vectors } = eigen(products);
  const total = values.reduce((sum, value) => sum + value, 0);
  const components = vectors.slice(0, k).map((vector) => {
    const direction = tall
      ? vector
      : Float64Array.from(mean, (_, i) => centered.reduce((sum, row, r) => sum + row[i]! * vector[r]!, 0));
    const greatest = direction.reduce(
      (best, value) => (Math.abs(value) > Math.abs(best) + 1e-12 ? value : best),
      0,
    );
    const scale = Math.sign(greatest || 1) / (Math.sqrt(dot(direction, direction)) || 1);
    return direction.map((value) => value * scale);
  });
  const kept = Float64Array.from(values.slice(0, k), (value) => Math.max(0, value));
  return {
    mean,
    components,
    explainedVariance: kept.map((value) => value / (n - 1)),
    explainedVarianceRatio: kept.map((value) => value / total),
    transform: ({ shape, data }) => {
      const count = shape[0] ?? 0;
      requireWidth(data.length, count * width, width);
      const row = (r: number) => Float64Array.from(mean, (value, i) => data[r * width + i]! - value);
      const places = Array.from({ length: count }, (_, r) =>
        components.map((component) => dot(component, row(r))),
      );
      return { shape: [count, k], data: Float64Array.from(places.flat()) };
    },
    inverseTransform: ({ shape, data }) => {
      const count = shape[0] ?? 0;
      requireWidth(data.length, count * k, k);
      const made = new Float64Array(count * width);
      for (let r = 0; r < count; r++) {
        for (let i = 0; i < width; i++) {
          made[r * width + i] = components.reduce(
            (sum, component, c) => sum + data[r * k + c]! * component[i]!,
            mean[i]!,
          );
        }
      }
      return { shape: [count, width], data: made };
    },
  };
}

function requireWidth(got: number, expected: number, width: number): void {
  if (got === expected) return;
  throw new RangeError(
    `Cannot use ${got} numbers with principal components: expected ${expected}, ${width} a row. Pass whole rows, as wide as those it was fitted to.`,
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Eigenvalues, the greatest first, and eigenvectors of a symmetric matrix, which is used up: Jacobi's rotations. */
function eigen(matrix: Float64Array[]): { values: number[]; vectors: Float64Array[] } {
  const n = matrix.length;
  const vectors = matrix.map((_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  const size = Math.sqrt(matrix.reduce((sum, row) => sum + dot(row, row), 0));
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const between = matrix[p]![q]!;
        if (Math.abs(between) <= (1e-16 * size) / n) continue;
        rotated = true;
        const theta = (matrix[q]![q]! - matrix[p]![p]!) / (2 * between);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (const row of matrix) {
          const [x, y] = [row[p]!, row[q]!];
          row[p] = c * x - s * y;
          row[q] = s * x + c * y;
        }
        turn(matrix[p]!, matrix[q]!, c, s);
        turn(vectors[p]!, vectors[q]!, c, s);
      }
    }
    if (!rotated) break;
  }
  const order = matrix.map((_, i) => i).sort((a, b) => matrix[b]![b]! - matrix[a]![a]!);
  return { values: order.map((i) => matrix[i]![i]!), vectors: order.map((i) => vectors[i]!) };
}

function turn(a: Float64Array, b: Float64Array, c: number, s: number): void {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    a[i] = c * x - s * y;
    b[i] = s * x + c * y;
  }
}
