/** Eigenvalues of a symmetric matrix, and its eigenvectors as the columns of a matrix, both in the same order. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** [size, size], row-major. */
  readonly vectors: Float64Array;
}

/** Sweeps over all pairs of axes; each at least squares what is left off the diagonal, so that ten are plenty. */
const mostSweeps = 30;

/**
 * Turns a symmetric matrix, pair of axes after pair, until it is diagonal: A = V · diag(values) · Vᵀ.
 *
 * Shapes: matrix [size, size], row-major; it is not changed.
 * Source: Jacobi, "Über ein leichtes Verfahren, die in der Theorie der Säcularstörungen vorkommenden Gleichungen numerisch
 * aufzulösen", 1846; Golub, Van Loan, "Matrix Computations", section 8.5.
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  const total = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += 2 * a[p * size + q]! ** 2;
    if (off <= 1e-30 * total) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors, { p, q, size });
    }
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i]!), vectors };
}

/** Turns the axes p and q so that a[p, q] becomes 0. */
function rotate(
  a: Float64Array,
  vectors: Float64Array,
  { p, q, size }: { readonly p: number; readonly q: number; readonly size: number },
): void {
  const across = a[p * size + q]!;
  if (across === 0) return;
  const slope = (a[q * size + q]! - a[p * size + p]!) / (2 * across);
  const tangent = (slope >= 0 ? 1 : -1) / (Math.abs(slope) + Math.sqrt(slope * slope + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  const turn = (of: Float64Array, i: number, j: number): void => {
    const [x, y] = [of[i]!, of[j]!];
    of[i] = cosine * x - sine * y;
    of[j] = sine * x + cosine * y;
  };
  for (let k = 0; k < size; k++) turn(a, k * size + p, k * size + q);
  for (let k = 0; k < size; k++) turn(a, p * size + k, q * size + k);
  for (let k = 0; k < size; k++) turn(vectors, k * size + p, k * size + q);
}
