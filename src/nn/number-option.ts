/** What a number that a layer is made with may be. */
export interface NumberBounds {
  /** The least that it may be; unbounded unless given. */
  readonly least?: number;
  /** Whether it must be an integer. Default: false. */
  readonly integer?: boolean;
}

/**
 * The number that was given as `name` of `layer`.
 *
 * Throws: RangeError if it is not finite, below the bound, or not an integer where one is needed.
 */
export function checkNumber(
  layer: string,
  name: string,
  value: number,
  { least = Number.NEGATIVE_INFINITY, integer = false }: NumberBounds = {},
): number {
  if ((integer ? Number.isInteger(value) : Number.isFinite(value)) && value >= least) return value;
  const kind = integer ? "an integer" : "a finite number";
  const bound = Number.isFinite(least) ? ` of at least ${least}` : "";
  throw new RangeError(
    `Cannot make ${layer} with ${name} ${String(value)}: expected ${kind}${bound}, got ${String(value)}. Leave an ` +
      "option out for its default.",
  );
}
