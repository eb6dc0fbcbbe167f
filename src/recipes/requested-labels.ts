/** What is asked of a sampler: how many pictures, and of which class. */
interface Request {
  readonly count: number;
  readonly label?: string | undefined;
}

/**
 * The classes of the pictures that are to be made: the one that was asked for, or each in turn. `instead` names a recipe that takes
 * classes, where this one's model takes none.
 *
 * Throws: RangeError if there is no such class, or the model takes none.
 */
export function requestedLabels(
  recipe: string,
  classes: readonly string[],
  { count, label }: Request,
  instead?: string,
): Int32Array {
  const of = label === undefined ? undefined : classes.indexOf(label);
  if (of !== undefined && (instead !== undefined || of < 0)) {
    throw new RangeError(
      `Cannot generate pictures of class "${label}" with ${recipe}: expected ` +
        (instead === undefined
          ? `one of ${classes.join(", ")}. Choose one of them.`
          : `no class, since its model takes none. Leave --label out, or train ${instead}.`),
    );
  }
  return Int32Array.from({ length: count }, (_, i) => of ?? i % classes.length);
}
