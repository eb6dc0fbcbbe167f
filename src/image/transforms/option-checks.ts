import { requireKind } from "../../base/argument-kinds.ts";

/** A number for both, or one for height and one for width. */
export type Size = number | readonly [height: number, width: number];

/** The least and the most of what is drawn evenly. */
export type Range = readonly [least: number, most: number];

/** Height and width of a size. Throws: RangeError if one is no positive integer. */
export function sidesOf(what: string, size: Size): [height: number, width: number] {
  requireKind("numbers", what, { sides: size });
  const [height, width] = typeof size === "number" ? [size, size] : size;
  if ([height, width].every((side) => Number.isInteger(side) && side > 0)) return [height, width];
  throw new RangeError(
    `Cannot ${what} to ${height}×${width} pixels: expected positive integers. Give one for both sides, or [height, width].`,
  );
}

/** Throws: RangeError if `p` is no probability. */
export function requireProbability(what: string, p: number): void {
  if (p >= 0 && p <= 1) return;
  throw new RangeError(
    `Cannot ${what} with p = ${p}: expected a probability from 0 to 1. The default is 0.5.`,
  );
}

/** Throws: RangeError unless least ≤ range[0] ≤ range[1] ≤ most. */
export function requireRange(what: string, range: Range, [least, most]: Range): void {
  requireKind("array", what, { ranges: range });
  const [low, high] = range;
  if (low >= least && low <= high && high <= most) return;
  const bounds = most === Number.POSITIVE_INFINITY ? `${least} or more` : `from ${least} to ${most}`;
  throw new RangeError(
    `Cannot ${what} in the range [${low}, ${high}]: expected two numbers ${bounds}, the smaller first. Pass [least, most].`,
  );
}

/** `value` for −value to value, or the range as it is given. Throws: RangeError if it is none, or lies outside ±most. */
export function aroundZero(what: string, value: number | Range, most = Number.POSITIVE_INFINITY): Range {
  if (typeof value === "number" && !(value >= 0)) {
    throw new RangeError(
      `Cannot ${what} by ${value}: expected 0 or more. One number stands for either way, [least, most] for a range.`,
    );
  }
  const range = typeof value === "number" ? ([-value, value] as const) : value;
  requireRange(what, range, [-most, most]);
  return range;
}
