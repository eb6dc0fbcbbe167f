import { perCent, short } from "./markup.ts";

/** Metrics that are shares of one, and read best as per cent. */
const shares = /(accuracy|recall|precision|share|rate)$/i;

/** Whether a metric is a share of one, by its name. */
export function isShare(name: string): boolean {
  return shares.test(name);
}

/**
 * A metric as people read it: shares, which the name tells, as per cent; all else in a few digits.
 *
 * @example
 * train.formatMetric("accuracy", 0.98849); // "98.85 %"
 * train.formatMetric("loss", 0.034512); // "0.0345"
 */
export function formatMetric(name: string, value: number): string {
  return isShare(name) ? perCent(value) : short(value);
}
