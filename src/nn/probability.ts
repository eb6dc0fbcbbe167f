/** The probability given as `name` of `layer`. Throws: RangeError if it is not from 0 to 1. */
export function checkProbability(layer: string, name: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new RangeError(
    `Cannot make ${layer} with ${name} ${String(value)}: expected a probability from 0 to 1, got ${String(value)}. Leave it ` +
      "out for its default.",
  );
}
