import { requireKind } from "../base/argument-kinds.ts";
import { leastSquares } from "./least-squares.ts";

/** A linear forecast from the last values, made by `fitAutoregression`. */
export interface Autoregression {
  readonly intercept: number;
  /** Of the value one step before, two, … [order] */
  readonly coefficients: readonly number[];
  /** The next values after a series, each from forecasts where there is nothing else. Default: after that it was fitted on. */
  forecast(horizon: number, series?: ArrayLike<number>): Float64Array;
}

/**
 * The autoregression yₜ = c + Σᵢ φᵢ yₜ₋ᵢ + εₜ of least squares: what a network that forecasts is to beat.
 *
 * Shapes: series [n].
 * Throws: RangeError if the order is no integer from 1, the series has not 2 · order + 1 values, or something is missing.
 * Source: Box and Jenkins, "Time Series Analysis: Forecasting and Control", 1970, section 7.3, the conditional estimate.
 *
 * @example
 * const doubling = fitAutoregression([1, 2, 4, 8, 16], 1);
 * Math.round(doubling.forecast(2)[1]!); // 64
 */
export function fitAutoregression(series: ArrayLike<number>, order: number): Autoregression {
  requireKind("list", "call fitAutoregression", { series });
  if (!Number.isInteger(order) || order < 1 || series.length < 2 * order + 1) {
    throw new RangeError(
      `Cannot fit an autoregression of order ${order} to ${series.length} values: expected an order from 1 to ${Math.floor((series.length - 1) / 2)}. Pass a lower order, or more values.`,
    );
  }
  const values = Float64Array.from(series);
  requireNumbers(values);
  const rows = values.length - order;
  const lagged = Array.from({ length: order }, (_, i) => values.slice(order - 1 - i, values.length - 1 - i));
  const [intercept, ...coefficients] = leastSquares(
    [new Float64Array(rows).fill(1), ...lagged],
    values.slice(order),
  );
  return {
    intercept: intercept!,
    coefficients,
    forecast: (horizon, after = values) => {
      if (after.length < order) {
        throw new RangeError(
          `Cannot forecast from ${after.length} values: expected at least ${order}, the order of the autoregression. Pass more of them, or none to go on from the series.`,
        );
      }
      const all = Array.from(after).slice(-order);
      requireNumbers(all);
      for (let step = 0; step < horizon; step++) {
        all.push(
          coefficients.reduce((sum, weight, i) => sum + weight * all[all.length - 1 - i]!, intercept!),
        );
      }
      return Float64Array.from(all.slice(order));
    },
  };
}

function requireNumbers(values: ArrayLike<number>): void {
  const gap = Array.from(values).findIndex((value) => !Number.isFinite(value));
  if (gap < 0) return;
  throw new RangeError(
    `Cannot use ${values[gap]} at ${gap} in an autoregression: expected finite numbers. Fill what is missing first.`,
  );
}
