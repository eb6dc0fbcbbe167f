/**
 * The normal distribution with the mean and the covariance of examples, in float64:
 *
 *     log p(x) = −½ (‖L⁻¹ (x − μ)‖² + d log 2π) − Σ log Lᵢᵢ, where L Lᵀ is the covariance
 *
 * Shapes: rows [n · features].
 */
export class GaussianFit {
  readonly #mean: Float64Array;
  /** L, row by row, of which the lower triangle counts. */
  readonly #factor: readonly Float64Array[];

  /** Throws: RangeError if some direction has no spread, as where there are no more examples than features. */
  constructor(rows: Float32Array, features: number) {
    const count = rows.length / features;
    const mean = new Float64Array(features);
    for (const [i, value] of rows.entries()) mean[i % features]! += value / count;
    const covariance = Array.from({ length: features }, () => new Float64Array(features));
    const centred = new Float64Array(features);
    for (let from = 0; from < rows.length; from += features) {
      for (let i = 0; i < features; i++) centred[i] = rows[from + i]! - mean[i]!;
      for (let i = 0; i < features; i++) {
        const [row, value] = [covariance[i]!, centred[i]! / count];
        for (let j = 0; j <= i; j++) row[j]! += value * centred[j]!;
      }
    }
    this.#mean = mean;
    this.#factor = cholesky(covariance);
  }

  /** The mean log-likelihood in nats of rows. */
  logLikelihood(rows: Float32Array): number {
    const features = this.#mean.length;
    const count = rows.length / features;
    const logScale = this.#factor.reduce((sum, row, i) => sum + Math.log(row[i]!), 0);
    let squares = 0;
    const solved = new Float64Array(features);
    for (let from = 0; from < rows.length; from += features) {
      for (const [i, row] of this.#factor.entries()) {
        let value = rows[from + i]! - this.#mean[i]!;
        for (let j = 0; j < i; j++) value -= row[j]! * solved[j]!;
        solved[i] = value / row[i]!;
        squares += solved[i]! ** 2;
      }
    }
    return -0.5 * (squares / count + features * Math.log(2 * Math.PI)) - logScale;
  }
}

/** L with L Lᵀ = A, in place of A. */
function cholesky(rows: readonly Float64Array[]): readonly Float64Array[] {
  for (const [i, row] of rows.entries()) {
    for (let j = 0; j <= i; j++) {
      const other = rows[j]!;
      let sum = row[j]!;
      for (let k = 0; k < j; k++) sum -= row[k]! * other[k]!;
      if (i === j && !(sum > 0)) {
        throw new RangeError(
          `Cannot fit a normal distribution to ${rows.length} features: expected some spread in each direction, got none in that of feature ${i}. Give more examples, or add noise.`,
        );
      }
      row[j] = i === j ? Math.sqrt(sum) : sum / other[j]!;
    }
  }
  return rows;
}
