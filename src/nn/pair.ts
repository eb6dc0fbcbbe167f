/** One number for both axes of an image, or one for the height and one for the width. */
export type Pair = number | readonly [height: number, width: number];

/**
 * The two numbers of a pair, for the option `name` of `layer`.
 *
 * Throws: RangeError if one is not an integer of at least `least`.
 */
export function pair(
  value: Pair,
  layer: string,
  name: string,
  least: number,
): [height: number, width: number] {
  const [height, width] = typeof value === "number" ? [value, value] : value;
  for (const number of [height, width]) {
    if (Number.isInteger(number) && number >= least) continue;
    throw new RangeError(
      `Cannot make a ${layer} with ${name} ${number}: expected an integer of at least ${least}. Pass one number ` +
        `for both axes or [height, width].`,
    );
  }
  return [height, width];
}
