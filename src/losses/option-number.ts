/** Between what an option of a loss must lie. */
export interface OptionBounds {
  /** The least that it may be. Default: unbounded. */
  readonly least?: number;
  /** What it must be more than. Default: unbounded. */
  readonly above?: number;
}

/**
 * Checks the number given as option `name` of a loss.
 *
 * Throws: RangeError if it is not finite or out of bounds.
 */
export function requireNumber(
  loss: string,
  name: string,
  value: number,
  { least = Number.NEGATIVE_INFINITY, above = Number.NEGATIVE_INFINITY }: OptionBounds = {},
): void {
  if (Number.isFinite(value) && value >= least && value > above) return;
  const bound = Number.isFinite(least)
    ? ` of at least ${least}`
    : Number.isFinite(above)
      ? ` above ${above}`
      : "";
  throw new RangeError(
    `Cannot compute ${loss} with ${name} ${String(value)}: expected a finite number${bound}, got ${String(value)}. ` +
      "Leave it out for its default.",
  );
}
