import type { Table } from "./table.ts";

/**
 * The columns of a table of numbers with their names.
 *
 * Throws: RangeError if a column holds texts or an infinite number.
 */
export function numericColumns(what: string, table: Table): [string, Float64Array][] {
  return [...table.columns].map(([name, column]) => {
    if (column.kind === "text") {
      throw new RangeError(
        `Cannot use ${what} on the column "${name}": expected numbers, got texts. Encode them first, with OneHotEncoder or OrdinalEncoder.`,
      );
    }
    const infinite = column.values.findIndex((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
    if (infinite >= 0) {
      throw new RangeError(
        `Cannot use ${what} on the column "${name}": expected finite numbers, got ${column.values[infinite]} in row ${infinite}. Make it NaN if it is missing.`,
      );
    }
    return [name, column.values];
  });
}

/** As `numericColumns`. Throws: RangeError also if a number is missing. */
export function completeColumns(what: string, table: Table): [string, Float64Array][] {
  const columns = numericColumns(what, table);
  for (const [name, values] of columns) {
    const gap = values.findIndex(Number.isNaN);
    if (gap < 0) continue;
    throw new RangeError(
      `Cannot use ${what} on the column "${name}": expected a number in each row, got none in row ${gap}. Put SimpleImputer before.`,
    );
  }
  return columns;
}
