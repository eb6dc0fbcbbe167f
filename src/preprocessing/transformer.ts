import { Table, type TableLike } from "./table.ts";

/** What `toJSON` gives, and `transformerFromJson` takes: plain data, in which null stands for NaN. */
export interface TransformerJson {
  /** The name of the class. */
  readonly transformer: string;
  readonly options: object;
  /** The names of the columns that it was fitted on, once it is. */
  readonly columns?: readonly string[];
  readonly learned?: unknown;
}

/**
 * Something that learns from the columns of training data how to change them, and then changes any data alike: `fit`,
 * `transform` and, where there is one, `inverseTransform`, as in scikit-learn. Data is a table, rows of cells, or numbers
 * with a shape; of a table the columns that it was fitted on are found by their names, in any order.
 *
 * `JSON.stringify` writes it down with all it has learned; `transformerFromJson` reads that again.
 */
export abstract class Transformer<Learned = unknown> {
  /** The name of the class, as it is in JSON. */
  abstract readonly transformer: string;
  protected abstract readonly options: object;
  private columns: readonly string[] | undefined;
  private learned: Learned | undefined;

  protected abstract learn(table: Table, target?: ArrayLike<number>): Learned;
  protected abstract apply(table: Table, learned: Learned): Table;
  /** Which of the columns that it was fitted on `apply` reads. */
  protected needed(columns: readonly string[]): readonly string[] {
    return columns;
  }
  /** Undoes `apply`; undefined where nothing can. */
  protected invert?(table: Table, learned: Learned): Table;

  /**
   * Learns from data, and forgets what was learned before. A few transformers also learn from the target of each row.
   * Throws: RangeError if there are no rows, or not of the right kind, or not as many targets.
   */
  fit(input: TableLike, target?: ArrayLike<number>): this {
    const table = Table.of(input);
    if (table.length === 0 || table.columns.size === 0) {
      throw new RangeError(
        `Cannot fit ${this.transformer} on ${table.length} rows of ${table.columns.size} columns: expected at least one of both. Pass the training data, a row an example.`,
      );
    }
    if (target !== undefined && target.length !== table.length) {
      throw new RangeError(
        `Cannot fit ${this.transformer} on ${table.length} rows with ${target.length} targets: expected a target for each row. Pass as many targets as rows.`,
      );
    }
    this.learned = this.learn(table, target);
    this.columns = table.names;
    return this;
  }

  /** The data changed. Throws: RangeError if it has not the columns fitted on; Error if nothing was fitted. */
  transform(input: TableLike): Table {
    const columns = this.fitted;
    if (input instanceof Table)
      return this.apply(input.select(...this.needed(columns)), this.learned as Learned);
    const table = Table.of(input);
    if (table.length > 0 && table.columns.size !== columns.length) {
      throw new RangeError(
        `Cannot transform ${table.columns.size} columns with ${this.transformer}: expected ${columns.length}, as it was fitted on. Pass the same columns in the same order.`,
      );
    }
    const named = columns.map((name, i) => [name, table.columns.get(`x${i}`) ?? noNumbers] as const);
    return this.apply(new Table(new Map(named)), this.learned as Learned);
  }

  /** `fit` and then `transform` of the same data. */
  fitTransform(input: TableLike, target?: ArrayLike<number>): Table {
    return this.fit(input, target).transform(input);
  }

  /** What `transform` would have made this of. Throws: TypeError if there is no inverse; Error if nothing was fitted. */
  inverseTransform(input: TableLike): Table {
    void this.fitted;
    if (this.invert === undefined) {
      throw new TypeError(
        `Cannot undo ${this.transformer}: it has no inverse. Keep the data as they were beside what it made of them.`,
      );
    }
    return this.invert(Table.of(input), this.learned as Learned);
  }

  /** The names of the columns that it was fitted on. Throws: Error if nothing was. */
  get fitted(): readonly string[] {
    if (this.columns !== undefined) return this.columns;
    throw new Error(
      `Cannot transform with ${this.transformer}: expected it to be fitted first. Call fit with the training data.`,
    );
  }

  /** All there is to save. */
  toJSON(): TransformerJson {
    return {
      transformer: this.transformer,
      options: this.options,
      ...(this.columns && { columns: this.columns, learned: this.learned }),
    };
  }

  /** Takes up what was learned, and saved. */
  restore({ columns, learned }: TransformerJson): this {
    this.columns = columns;
    this.learned = learned as Learned;
    return this;
  }
}

const noNumbers = { kind: "number", values: new Float64Array() } as const;
