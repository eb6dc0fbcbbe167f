import { requireKind } from "../base/argument-kinds.ts";
import { Table } from "./table.ts";

/** Which waves stand for a season. */
export interface SeasonalFeaturesOptions {
  /** Rows a season: 12 for months of years. It need not be an integer. */
  readonly period: number;
  /** Waves a season: one a year, two, … More make sharper seasons. Default 1. */
  readonly harmonics?: number;
  /** The place in time of the first row, so that later tables go on where the first ended. Default 0. */
  readonly start?: number;
}

/**
 * Where in the season each row is, as points on circles: sin 2πkt/p and cos 2πkt/p for k = 1 … harmonics, named
 * `season12_sin1`, `season12_cos1`, …
 *
 * Throws: RangeError if the period is not positive, or there are more than period / 2 harmonics.
 * Source: Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", third edition, 2021, section 7.4.
 *
 * @example
 * seasonalFeatures(3, { period: 2 }).numbers("season2_cos1"); // [1, -1, 1]
 */
export function seasonalFeatures(length: number, options: SeasonalFeaturesOptions): Table {
  requireKind("options", "call seasonalFeatures", { options });
  const { period, harmonics = 1, start = 0 } = options;
  if (!(period > 0) || !Number.isInteger(harmonics) || harmonics < 1 || 2 * harmonics > period) {
    throw new RangeError(
      `Cannot make ${harmonics} harmonics of a period of ${period}: expected a positive period, and from 1 harmonic to half of it. Pass { period: 24 } for hours of days, say.`,
    );
  }
  return Table.ofNumbers(
    Array.from({ length: harmonics }, (_, i) => i + 1).flatMap((k): [string, Float64Array][] => {
      const angles = Float64Array.from({ length }, (_, row) => (2 * Math.PI * k * (start + row)) / period);
      return [
        [`season${period}_sin${k}`, angles.map(Math.sin)],
        [`season${period}_cos${k}`, angles.map(Math.cos)],
      ];
    }),
  );
}
