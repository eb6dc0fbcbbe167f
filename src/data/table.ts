/** One column of a table: numbers, where NaN is a missing one, or texts, where undefined is. */
export type TableColumn =
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "text"; readonly values: readonly (string | undefined)[] };

/**
 * Rows and named columns, as a CSV file has them.
 *
 * Throws: RangeError if the columns differ in length.
 *
 * @example
 * const table = parseCsv("height,colour\n1.8,red\n1.6,blue\n");
 * table.numbers("height"); // [1.8, 1.6]
 */
export class Table {
  readonly length: number;
  readonly columns: ReadonlyMap<string, TableColumn>;

  constructor(columns: ReadonlyMap<string, TableColumn>) {
    this.columns = columns;
    this.length = columns.values().next().value?.values.length ?? 0;
    for (const [name, { values }] of columns) {
      if (values.length === this.length) continue;
      throw new RangeError(
        `Cannot make a table: expected ${this.length} values in the column "${name}" as in the first, got ${values.length}.`,
      );
    }
  }

  /** A column by name. Throws: RangeError if there is none. */
  column(name: string): TableColumn {
    const column = this.columns.get(name);
    if (column === undefined) {
      throw new RangeError(
        `Cannot find the column "${name}": expected one of ${[...this.columns.keys()].join(", ")}.`,
      );
    }
    return column;
  }

  /** The values of a column of numbers. Throws: RangeError if it is none. */
  numbers(name: string): Float64Array {
    const column = this.column(name);
    if (column.kind === "number") return column.values;
    throw new RangeError(`Cannot read "${name}" as numbers: expected numbers only, got texts among them.`);
  }

  /** The values of a column as texts, as they would be written. */
  texts(name: string): (string | undefined)[] {
    const column = this.column(name);
    if (column.kind === "text") return [...column.values];
    return Array.from(column.values, (value) => (Number.isNaN(value) ? undefined : String(value)));
  }

  /** The table without some columns. Throws: RangeError if there is no such column. */
  without(...names: string[]): Table {
    for (const name of names) this.column(name);
    return new Table(new Map([...this.columns].filter(([name]) => !names.includes(name))));
  }
}
