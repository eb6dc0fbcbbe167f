import type { SampleOptions } from "./recipe.ts";

/** The numbers of all classes in turn. */
export function eachClass(count: number, numClasses: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i % numClasses);
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
  { count, label }: SampleOptions,
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
  return of === undefined ? eachClass(count, classes.length) : new Int32Array(count).fill(of);
}
