import type { Rows } from "./pca.ts";

/** Rows of numbers with a class each, as classifiers are fitted to. */
export interface LabelledRows {
  readonly points: readonly Float64Array[];
  readonly labels: Int32Array;
  readonly features: number;
}

/** Throws: RangeError if shapes, labels or numbers cannot be. */
export function labelledRows(
  what: string,
  rows: Rows,
  labels: ArrayLike<number>,
  numClasses: number,
): LabelledRows {
  const points = finiteRows(what, rows);
  if (!Number.isInteger(numClasses) || numClasses < 2) {
    throw new RangeError(
      `Cannot fit ${what} to ${numClasses} classes: expected an integer from 2 on. Pass how many classes there are.`,
    );
  }
  if (points.length === 0 || labels.length !== points.length) {
    throw new RangeError(
      `Cannot fit ${what} to ${points.length} rows with ${labels.length} labels: expected a label for each row, and a row at least. Pass one class number a row.`,
    );
  }
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (Number.isInteger(label) && label >= 0 && label < numClasses) continue;
    throw new RangeError(
      `Cannot fit ${what} to the label ${label} of row ${row}: expected an integer from 0 to ${numClasses - 1}. Number the classes from 0.`,
    );
  }
  return { points, labels: Int32Array.from(labels), features: points[0]!.length };
}

/** Rows, each with all its columns. Throws: RangeError if there are not as many as fitted on, or one is not finite. */
export function finiteRows(what: string, { shape, data }: Rows, features?: number): Float64Array[] {
  const [n = 0, ...rest] = shape;
  const width = rest.reduce((product, extent) => product * extent, 1);
  if (n * width !== data.length || (features !== undefined && n > 0 && width !== features)) {
    throw new RangeError(
      `Cannot use ${what} on ${data.length} numbers of shape [${shape.join(", ")}]: expected ${features === undefined ? n * width : `rows of ${features}, as it was fitted on`}. Pass { shape: [rows, columns], data }.`,
    );
  }
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    throw new RangeError(
      `Cannot use ${what} on the number ${data[i]} at ${i}: expected finite numbers. Fill gaps first, with preprocessing.SimpleImputer.`,
    );
  }
  return Array.from({ length: n }, (_, row) =>
    Float64Array.from({ length: width }, (_, i) => data[row * width + i]!),
  );
}
