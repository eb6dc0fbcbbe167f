/** Throws: RangeError if two lists that go together are of different lengths, or empty. */
export function requireSameLength(
  what: string,
  [first, a]: readonly [string, ArrayLike<unknown>],
  [second, b]: readonly [string, ArrayLike<unknown>],
): void {
  if (a.length === b.length && a.length > 0) return;
  throw new RangeError(
    `Cannot compute ${what} from ${a.length} ${first} and ${b.length} ${second}: expected as many of both, and at least ` +
      "one. Pass both for the same cases.",
  );
}

/**
 * How many entries a row has, when each label has a row.
 *
 * Throws: RangeError if the rows are not whole.
 */
export function rowLength(what: string, values: ArrayLike<number>, labels: ArrayLike<number>): number {
  const length = values.length / labels.length;
  if (labels.length > 0 && Number.isInteger(length) && length > 0) return length;
  throw new RangeError(
    `Cannot compute ${what} from ${values.length} numbers and ${labels.length} labels: expected a row of one number a ` +
      "class for each label. Pass whole rows, one after another.",
  );
}

/** Throws: RangeError if a label is not an integer from 0 to below `numClasses`. */
export function requireClass(what: string, label: number, numClasses: number): void {
  if (Number.isInteger(label) && label >= 0 && label < numClasses) return;
  throw new RangeError(
    `Cannot compute ${what} with the label ${label}: expected an integer from 0 to ${numClasses - 1}, one of the classes ` +
      "that rows have numbers for. Number them from 0.",
  );
}
