/**
 * The x of least ‖A x − b‖, by Householder's reflections: the columns of A one after another are turned onto the axes.
 *
 * Shapes: the columns of A are each [rows], b is [rows]; the result is [columns].
 * Throws: RangeError if a column is a sum of the others, to rounding, or there are fewer rows than columns.
 * Source: Golub, "Numerical methods for solving linear least squares problems", 1965.
 */
export function leastSquares(columns: readonly Float64Array[], b: Float64Array): Float64Array {
  const q = columns.map((column) => column.slice());
  const right = b.slice();
  const sizes = columns.map((column) => Math.sqrt(column.reduce((sum, value) => sum + value * value, 0)));
  if (b.length < columns.length) throw unsolvable(`${b.length} rows for ${columns.length} unknowns`);
  for (const [k, column] of q.entries()) {
    let square = 0;
    for (let i = k; i < column.length; i++) square += column[i]! ** 2;
    const norm = column[k]! > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    if (Math.abs(norm) <= 1e-12 * sizes[k]!) throw unsolvable("columns of which one is a sum of others");
    const mirror = column.slice(k);
    mirror[0]! -= norm;
    const half = mirror.reduce((sum, value) => sum + value * value, 0) / 2;
    for (const other of [...q.slice(k), right]) {
      const along = mirror.reduce((sum, value, i) => sum + value * other[k + i]!, 0) / half;
      mirror.forEach((value, i) => (other[k + i]! -= along * value));
    }
  }
  const solution = new Float64Array(columns.length);
  for (let k = columns.length - 1; k >= 0; k--) {
    let rest = right[k]!;
    for (let j = k + 1; j < columns.length; j++) rest -= q[j]![k]! * solution[j]!;
    solution[k] = rest / q[k]![k]!;
  }
  return solution;
}

function unsolvable(got: string): RangeError {
  return new RangeError(
    `Cannot fit by least squares: expected columns that differ, and at least as many rows, got ${got}. Use fewer unknowns or more data.`,
  );
}
