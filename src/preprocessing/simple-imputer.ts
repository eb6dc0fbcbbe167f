import { numericColumns } from "./numeric-columns.ts";
import { quantile } from "./quantiles.ts";
import { Table, type TableColumn } from "./table.ts";
import { Transformer } from "./transformer.ts";

/** What a `SimpleImputer` does. */
export interface SimpleImputerOptions {
  /** What stands in for what is missing. Default "mean". */
  readonly strategy?: "mean" | "median" | "most_frequent" | "constant";
  /** The constant. Default 0 for numbers, "missing_value" for texts. */
  readonly fillValue?: number | string;
  /** Whether a column of zeros and ones goes with each that had something missing: `missingindicator_age`. Default false. */
  readonly addIndicator?: boolean;
}

interface Filling {
  /** What stands in; null where the column is left out. */
  readonly fill: number | string | null;
  readonly gaps: boolean;
}

/**
 * Fills what is missing in each column with its mean, median, most frequent value (the least of several) or a constant, as
 * learned from the data it was fitted on. A column in which all is missing there is left out, unless a constant fills it.
 *
 * Throws: RangeError if a column of texts is to have a mean or median, a constant is not of the column's kind, or no column
 * is left.
 * Source: scikit-learn, `SimpleImputer`.
 *
 * @example
 * const imputer = new SimpleImputer({ addIndicator: true }).fit([[1], [Number.NaN], [5]]);
 * imputer.transform([[Number.NaN], [4]]).rows(); // [[3, 1], [4, 0]]
 */
export class SimpleImputer extends Transformer<readonly Filling[]> {
  readonly transformer = "SimpleImputer";
  protected readonly options: SimpleImputerOptions;

  constructor(options: SimpleImputerOptions = {}) {
    super();
    this.options = options;
  }

  protected learn(table: Table): readonly Filling[] {
    const fillings = [...table.columns].map(([name, column]) => ({
      fill: this.fillOf(name, column),
      gaps: gapsIn(column).includes(1),
    }));
    if (fillings.some(({ fill }) => fill !== null)) return fillings;
    throw new RangeError(
      `Cannot fit SimpleImputer on ${table.names.join(", ")}: expected a column with something in it, got missing values only. ` +
        'Leave them out, or use { strategy: "constant" }.',
    );
  }

  protected apply(table: Table, fillings: readonly Filling[]): Table {
    const columns = [...table.columns];
    const kept = columns.flatMap(([name, column], i): [string, TableColumn][] => {
      const { fill } = fillings[i]!;
      return fill === null ? [] : [[name, filled(name, column, fill)]];
    });
    const indicators = columns.flatMap(([name, column], i): [string, TableColumn][] =>
      this.options.addIndicator === true && fillings[i]!.gaps
        ? [[`missingindicator_${name}`, { kind: "number", values: gapsIn(column) }]]
        : [],
    );
    return new Table(new Map([...kept, ...indicators]));
  }

  private fillOf(name: string, column: TableColumn): number | string | null {
    const { strategy = "mean", fillValue } = this.options;
    if (strategy === "constant") {
      const fill = fillValue ?? (column.kind === "text" ? "missing_value" : 0);
      if ((typeof fill === "string") === (column.kind === "text")) return fill;
      throw new RangeError(
        `Cannot fill the column "${name}" of ${column.kind}s with ${JSON.stringify(fill)}: expected a ${column.kind}. Use an imputer for each kind.`,
      );
    }
    if (strategy === "most_frequent") return mostFrequent(column);
    if (column.kind === "text") {
      throw new RangeError(
        `Cannot fill the column "${name}" with its ${strategy}: expected numbers, got texts. Use { strategy: "most_frequent" } or "constant".`,
      );
    }
    numericColumns(this.transformer, new Table(new Map([[name, column]])));
    const present = column.values.filter((value) => !Number.isNaN(value));
    if (present.length === 0) return null;
    if (strategy === "median") return quantile(present.sort(), 0.5);
    return present.reduce((sum, value) => sum + value, 0) / present.length;
  }
}

function mostFrequent(column: TableColumn): number | string | null {
  const counts = new Map<number | string, number>();
  for (const value of column.values) {
    if (value !== undefined && !Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  let best: number | string | null = null;
  for (const [value, count] of counts) {
    const most = best === null ? 0 : counts.get(best)!;
    if (count > most || (count === most && value < best!)) best = value;
  }
  return best;
}

function gapsIn({ values }: TableColumn): Float64Array {
  return Float64Array.from(values as ArrayLike<unknown>, (value) =>
    value === undefined || Number.isNaN(value) ? 1 : 0,
  );
}

function filled(name: string, column: TableColumn, fill: number | string): TableColumn {
  if (column.kind === "number" && typeof fill === "number") {
    return { kind: "number", values: column.values.map((value) => (Number.isNaN(value) ? fill : value)) };
  }
  if (typeof fill === "string" && (column.kind === "text" || column.values.every(Number.isNaN))) {
    return {
      kind: "text",
      values: Array.from(column.values as ArrayLike<unknown>, (value) =>
        typeof value === "string" ? value : fill,
      ),
    };
  }
  throw new RangeError(
    `Cannot fill the column "${name}" of ${column.kind}s with ${JSON.stringify(fill)}: expected the kind of column that it was fitted on. Pass columns of the kinds that fit was given.`,
  );
}
