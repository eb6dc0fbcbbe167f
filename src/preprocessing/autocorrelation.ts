import { requireKind } from "../base/argument-kinds.ts";

/**
 * How much a series is like itself some steps before, rₖ = Σ (yₜ − ȳ)(yₜ₊ₖ − ȳ) / Σ (yₜ − ȳ)², for k from 0 to `lags`: peaks
 * tell its seasons. Beyond ±1.96 / √n it is hardly by chance. A series that never changes has NaN.
 *
 * Shapes: values [n]; the result is [lags + 1].
 * Throws: RangeError if `lags` is no integer from 0 to n − 1, or a value is missing.
 * Source: Box and Jenkins, "Time Series Analysis: Forecasting and Control", 1970, section 2.1.
 *
 * @example
 * autocorrelation([1, -1, 1, -1], 2); // [1, -0.75, 0.5]
 */
export function autocorrelation(values: ArrayLike<number>, lags: number): Float64Array {
  requireKind("list", "call autocorrelation", { values });
  const n = values.length;
  if (!Number.isInteger(lags) || lags < 0 || lags >= n) {
    throw new RangeError(
      `Cannot compute autocorrelations of ${n} values up to ${lags} steps: expected an integer from 0 to ${n - 1}. Pass fewer lags than there are values.`,
    );
  }
  const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / n;
  if (Number.isNaN(mean)) {
    throw new RangeError(
      "Cannot compute autocorrelations with a missing value: expected numbers only, got NaN. Fill it first.",
    );
  }
  const covariances = Float64Array.from({ length: lags + 1 }, (_, k) => {
    let sum = 0;
    for (let t = 0; t + k < n; t++) sum += (values[t]! - mean) * (values[t + k]! - mean);
    return sum;
  });
  return covariances.map((covariance) => covariance / covariances[0]!);
}

/**
 * How much a series is like itself k steps before once the steps between are accounted for: the last coefficient of the
 * autoregression of order k by the Yule–Walker equations, for k from 0 (which is 1) to `lags`. It falls to chance after the
 * order that an autoregression needs.
 *
 * Shapes: values [n]; the result is [lags + 1].
 * Throws: RangeError as `autocorrelation`.
 * Source: Durbin, "The fitting of time-series models", 1960.
 *
 * @example
 * partialAutocorrelation([1, 2, 3, 4], 1); // [1, 0.25]
 */
export function partialAutocorrelation(values: ArrayLike<number>, lags: number): Float64Array {
  requireKind("list", "call partialAutocorrelation", { values });
  const r = autocorrelation(values, lags);
  const partial = new Float64Array(lags + 1);
  partial[0] = 1;
  let weights: number[] = [];
  for (let k = 1; k <= lags; k++) {
    const over = weights.reduce((sum, weight, j) => sum - weight * r[k - 1 - j]!, r[k]!);
    const under = weights.reduce((sum, weight, j) => sum - weight * r[j + 1]!, 1);
    const last = over / under;
    weights = [...weights.map((weight, j) => weight - last * weights[k - 2 - j]!), last];
    partial[k] = last;
  }
  return partial;
}
