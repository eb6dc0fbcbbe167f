/**
 * The coefficients W for which ‖X · W − Y‖² is least, by the normal equations in float64; a ten-billionth of their
 * diagonal is added, so that columns that depend on each other do no harm.
 *
 * Shapes: rows of X [n][features], rows of Y [n][outputs] → W [features][outputs].
 * Throws: RangeError unless there are as many rows of both, and at least one.
 */
export function leastSquares(
  x: readonly (readonly number[])[],
  y: readonly (readonly number[])[],
): number[][] {
  if (x.length !== y.length || x.length === 0) {
    throw new RangeError(
      `Cannot fit ${x.length} rows to ${y.length}: expected as many of both, and at least one. Give each row its outputs.`,
    );
  }
  const features = x[0]!.length;
  const outputs = y[0]!.length;
  const rows = Array.from({ length: features }, () => new Float64Array(features + outputs)); // XᵀX beside XᵀY
  for (const [n, inputs] of x.entries()) {
    const result = y[n]!;
    for (let i = 0; i < features; i++) {
      const [row, value] = [rows[i]!, inputs[i]!];
      for (let j = i; j < features; j++) row[j]! += value * inputs[j]!;
      for (let j = 0; j < outputs; j++) row[features + j]! += value * result[j]!;
    }
  }
  for (const [i, row] of rows.entries()) for (let j = 0; j < i; j++) row[j] = rows[j]![i]!;
  for (const [i, row] of rows.entries()) row[i]! += 1e-10 * row[i]! + Number.MIN_VALUE;
  for (let pivot = 0; pivot < features; pivot++) {
    const own = rows[pivot]!;
    for (const [i, row] of rows.entries()) {
      if (i === pivot || own[pivot] === 0) continue;
      const share = row[pivot]! / own[pivot]!;
      for (let j = pivot; j < row.length; j++) row[j]! -= share * own[j]!;
    }
  }
  return rows.map((row, i) =>
    Array.from(row.subarray(features), (value) => (row[i] === 0 ? 0 : value / row[i]!)),
  );
}
