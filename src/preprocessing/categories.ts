import type { TableColumn } from "./table.ts";

/** What a category is called: a text, or a number. */
export type Category = string | number;

/** The different values of a column: numbers by size, texts by their characters; and whether something is missing. */
export interface Categories {
  readonly values: readonly Category[];
  readonly missing: boolean;
}

/**
 * The categories of a column: those given, or those that occur.
 *
 * Throws: RangeError if one that occurs is not among those given.
 */
export function categoriesOf(name: string, column: TableColumn, given?: readonly Category[]): Categories {
  const present = new Set<Category>();
  let missing = false;
  for (const value of column.values) {
    if (value === undefined || Number.isNaN(value)) missing = true;
    else present.add(value);
  }
  if (given !== undefined) {
    const other = [...present].find((value) => !given.includes(value));
    if (other === undefined) return { values: given, missing };
    throw new RangeError(
      `Cannot encode the column "${name}": expected one of ${given.join(", ")}, got ${JSON.stringify(other)}. Add it to the categories.`,
    );
  }
  const values = [...present].sort((a, b) => (a < b ? -1 : 1));
  return { values, missing };
}

/** A function from values to their number among categories: the last one if they are missing, −1 if unknown. */
export function numbering({ values, missing }: Categories): (value: Category | undefined) => number {
  const numbers = new Map(values.map((value, i) => [value, i]));
  return (value) => {
    if (value === undefined || Number.isNaN(value)) return missing ? values.length : -1;
    return numbers.get(value) ?? -1;
  };
}

/** Values as a column: of numbers if all are. */
export function columnOfCategories(values: readonly (Category | undefined)[]): TableColumn {
  if (values.some((value) => typeof value === "string")) {
    return { kind: "text", values: values.map((value) => (value === undefined ? undefined : String(value))) };
  }
  return { kind: "number", values: Float64Array.from(values, (value) => Number(value ?? Number.NaN)) };
}

/** What to do about a value that did not occur in fitting. */
export function unknownCategory(
  name: string,
  value: Category | undefined,
  row: number,
  mend: string,
): RangeError {
  const got = value === undefined || Number.isNaN(value) ? "a missing value" : JSON.stringify(value);
  return new RangeError(
    `Cannot encode ${got} in row ${row} of the column "${name}": expected a category that it was fitted on. ${mend}`,
  );
}
