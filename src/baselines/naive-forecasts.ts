import { requireKind } from "../base/argument-kinds.ts";

/** Their forecasts are 2 GB. */
const mostSteps = 2 ** 28;

/**
 * The forecast that nothing changes: the last value again and again. What a model is to beat on a series without seasons.
 *
 * Shapes: series [n]; the result is [horizon].
 * Throws: RangeError if the series is empty, or `horizon` is no integer from 0 to 2²⁸.
 * Source: Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", third edition, 2021, section 5.2.
 *
 * @example
 * lastValue([3, 5], 3); // [5, 5, 5]
 */
export function lastValue(series: ArrayLike<number>, horizon: number): Float64Array {
  requireKind("list", "call lastValue", { series });
  return seasonalNaive(series, horizon, 1);
}

/**
 * The forecast that the last season comes again, ŷₜ = yₜ₋ₚ: what a model is to beat on a series with seasons.
 *
 * Shapes: series [n]; the result is [horizon].
 * Throws: RangeError if the series is shorter than a season, or `horizon` is no integer from 0 to 2²⁸.
 * Source: Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", third edition, 2021, section 5.2.
 *
 * @example
 * seasonalNaive([1, 2, 3, 4], 3, 2); // [3, 4, 3]
 */
export function seasonalNaive(series: ArrayLike<number>, horizon: number, period: number): Float64Array {
  requireKind("list", "call seasonalNaive", { series });
  if (!Number.isInteger(period) || period < 1 || period > series.length) {
    throw new RangeError(
      `Cannot repeat the last ${period} of ${series.length} values: expected an integer from 1 to ${series.length}. Pass a period that the series has once at least.`,
    );
  }
  if (!Number.isInteger(horizon) || horizon < 0 || horizon > mostSteps) {
    throw new RangeError(
      `Cannot forecast ${horizon} steps: expected an integer from 0 to ${mostSteps}. Pass how many values to foretell.`,
    );
  }
  return Float64Array.from({ length: horizon }, (_, t) => series[series.length - period + (t % period)]!);
}
