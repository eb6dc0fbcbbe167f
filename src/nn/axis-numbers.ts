/** One number for the only axis of a sequence. */
export type Single = number | readonly [length: number];

/** One number for both axes of an image, or one for the height and one for the width. */
export type Pair = number | readonly [height: number, width: number];

/** One number for all axes of a volume, or one each. */
export type Triple = number | readonly [depth: number, height: number, width: number];

/** How many numbers an option takes, and between what they must lie. */
export interface AxisNumbersOptions {
  readonly axes: number;
  /** The least that each may be. */
  readonly least: number;
}

/**
 * One number an axis, for the option `name` of `layer`.
 *
 * Throws: RangeError if there is another number of them, or one is not an integer of at least `least`.
 */
export function axisNumbers(
  layer: string,
  name: string,
  value: number | readonly number[],
  { axes, least }: AxisNumbersOptions,
): number[] {
  const numbers: readonly unknown[] = Array.isArray(value) ? value : new Array(axes).fill(value);
  const wrong = numbers.find((number) => !(Number.isInteger(number) && (number as number) >= least));
  if (numbers.length === axes && wrong === undefined) return numbers as number[];
  const got = wrong === undefined ? `[${numbers.join(", ")}]` : String(wrong);
  throw new RangeError(
    `Cannot make a ${layer} with ${name} ${got}: expected an integer of at least ${least}. Pass one number for all axes, ` +
      `or ${axes} in an array.`,
  );
}

/** Names of the spatial axes, for messages. */
export function axisNames(axes: number): string {
  return ["length", "height, width", "depth, height, width"][axes - 1]!;
}
