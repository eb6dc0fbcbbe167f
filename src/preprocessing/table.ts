import { requireKind } from "../base/argument-kinds.ts";

/** One column of a table: numbers, where NaN is a missing one, or texts, where undefined is. */
export type TableColumn =
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "text"; readonly values: readonly (string | undefined)[] };

/** What a table holds in one place; undefined, null and NaN are missing. */
export type Cell = number | string | null | undefined;

/** What can be made a table: one; rows of cells; or numbers with a shape, whose first axis counts rows. */
export type TableLike =
  | Table
  | readonly (readonly Cell[])[]
  | { readonly shape: readonly number[]; readonly data: ArrayLike<number> };

/**
 * Rows and named columns, as a CSV file has them.
 *
 * Throws: RangeError if the columns differ in length.
 *
 * @example
 * const table = Table.of([[1.8, "red"], [1.6, "blue"]]);
 * table.numbers("x0"); // [1.8, 1.6]
 * table.texts("x1").join(); // "red,blue"
 */
export class Table {
  readonly length: number;
  readonly columns: ReadonlyMap<string, TableColumn>;

  constructor(columns: ReadonlyMap<string, TableColumn>) {
    if (!((columns as unknown) instanceof Map)) {
      throw new TypeError(
        `Cannot make a table of columns that are a ${typeof columns}: expected a Map from names to columns, got ${typeof columns}. Rows become a table with Table.of.`,
      );
    }
    for (const [name, column] of columns) {
      requireKind("options", `make a table with the column "${name}"`, { cells: column });
      requireKind("list", `make a table with the column "${name}"`, { values: column.values });
    }
    this.columns = columns;
    this.length = columns.values().next().value?.values.length ?? 0;
    for (const [name, { values }] of columns) {
      if (values.length === this.length) continue;
      throw new RangeError(
        `Cannot make a table: expected ${this.length} values in the column "${name}" as in the first, got ${values.length}. Fill missing cells with NaN or undefined.`,
      );
    }
  }

  /**
   * A table of rows or of numbers with a shape; its columns are named x0, x1, … A column with a text is one of texts.
   *
   * Throws: RangeError if the rows differ in length, or the shape does not fit its data.
   */
  static of(input: TableLike): Table {
    if (input instanceof Table) return input;
    requireKind("object", "make a table", { rows: input });
    if ("shape" in input) {
      requireKind("shaped", "make a table", { numbers: input });
      return tableOfNumbers(input);
    }
    requireKind("array", "make a table", { rows: input });
    for (const row of input) requireKind("list", "make a table", { cells: row });
    const width = input[0]?.length ?? 0;
    const ragged = input.findIndex((row) => row.length !== width);
    if (ragged >= 0) {
      throw new RangeError(
        `Cannot make a table of rows: expected ${width} cells in each row as in the first, got ${input[ragged]!.length} in row ${ragged}. Fill missing cells with undefined.`,
      );
    }
    return new Table(
      new Map(
        Array.from({ length: width }, (_, i) => [`x${i}`, columnOf(input.map((row) => row[i]))] as const),
      ),
    );
  }

  /** A table of columns of numbers by name. */
  static ofNumbers(columns: Iterable<readonly [string, Float64Array]>): Table {
    return new Table(
      new Map(Array.from(columns, ([name, values]) => [name, { kind: "number", values }] as const)),
    );
  }

  /** The names of the columns. */
  get names(): string[] {
    return [...this.columns.keys()];
  }

  /** A column by name. Throws: RangeError if there is none. */
  column(name: string): TableColumn {
    const column = this.columns.get(name);
    if (column === undefined) {
      throw new RangeError(
        `Cannot find the column "${name}": expected one of ${[...this.columns.keys()].join(", ")}. Columns without names are x0, x1 and so on.`,
      );
    }
    return column;
  }

  /** The values of a column of numbers. Throws: RangeError if it is none. */
  numbers(name: string): Float64Array {
    const column = this.column(name);
    if (column.kind === "number") return column.values;
    throw new RangeError(
      `Cannot read "${name}" as numbers: expected numbers only, got texts among them. Encode texts first, with preprocessing.OneHotEncoder, say.`,
    );
  }

  /** The values of a column as texts, as they would be written. */
  texts(name: string): (string | undefined)[] {
    const column = this.column(name);
    if (column.kind === "text") return [...column.values];
    return Array.from(column.values, (value) => (Number.isNaN(value) ? undefined : String(value)));
  }

  /** The columns with these names, in this order. Throws: RangeError if there is no such column. */
  select(...names: string[]): Table {
    return new Table(new Map(names.map((name) => [name, this.column(name)])));
  }

  /** The table without some columns. Throws: RangeError if there is no such column. */
  without(...names: string[]): Table {
    for (const name of names) this.column(name);
    return new Table(new Map([...this.columns].filter(([name]) => !names.includes(name))));
  }

  /** The rows with these numbers, in this order. Throws: RangeError if there is no such row. */
  take(rows: ArrayLike<number>): Table {
    const numbers = Int32Array.from(rows);
    const wrong = numbers.find((row) => row < 0 || row >= this.length);
    if (wrong !== undefined) {
      throw new RangeError(
        `Cannot take row ${wrong} of a table: expected a number from 0 to ${this.length - 1}. Rows count from 0.`,
      );
    }
    return new Table(
      new Map(
        [...this.columns].map(([name, column]): [string, TableColumn] => [
          name,
          column.kind === "number"
            ? { kind: "number", values: Float64Array.from(numbers, (row) => column.values[row]!) }
            : { kind: "text", values: Array.from(numbers, (row) => column.values[row]) },
        ]),
      ),
    );
  }

  /** The table with the columns of another beside its own. Throws: RangeError if both have a name. */
  beside(other: Table): Table {
    const twice = other.names.find((name) => this.columns.has(name));
    if (twice !== undefined) {
      throw new RangeError(
        `Cannot put tables side by side: expected different names, got "${twice}" in both. Leave it out of one: without("${twice}").`,
      );
    }
    return new Table(new Map([...this.columns, ...other.columns]));
  }

  /** The rows as lists of cells; what is missing is NaN in a column of numbers, undefined in one of texts. */
  rows(): (number | string | undefined)[][] {
    const columns = [...this.columns.values()];
    return Array.from({ length: this.length }, (_, row) => columns.map(({ values }) => values[row]));
  }

  /** A table of numbers as float32 [rows, columns], as models take it. Throws: RangeError if a column holds texts. */
  toArray(): { readonly shape: readonly [number, number]; readonly data: Float32Array } {
    const columns = this.names.map((name) => this.numbers(name));
    const data = new Float32Array(this.length * columns.length);
    for (const [i, values] of columns.entries()) {
      for (let row = 0; row < this.length; row++) data[row * columns.length + i] = values[row]!;
    }
    return { shape: [this.length, columns.length], data };
  }
}

function tableOfNumbers({
  shape,
  data,
}: {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}): Table {
  const [rows = 0, ...rest] = shape;
  const width = rest.reduce((product, extent) => product * extent, 1);
  if (rows * width !== data.length) {
    throw new RangeError(
      `Cannot make a table of ${data.length} numbers with shape [${shape.join(", ")}]: expected ${rows * width}, as the shape has. Give the shape that the data have.`,
    );
  }
  return Table.ofNumbers(
    Array.from({ length: width }, (_, i) => [
      `x${i}`,
      Float64Array.from({ length: rows }, (_, row) => data[row * width + i]!),
    ]),
  );
}

function columnOf(cells: readonly Cell[]): TableColumn {
  if (cells.some((cell) => typeof cell === "string")) {
    return {
      kind: "text",
      values: cells.map((cell) =>
        cell === undefined || cell === null || Number.isNaN(cell) ? undefined : String(cell),
      ),
    };
  }
  return {
    kind: "number",
    values: Float64Array.from(cells, (cell) => (cell as number | undefined) ?? Number.NaN),
  };
}
