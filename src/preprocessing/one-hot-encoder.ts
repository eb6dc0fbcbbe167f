import {
  type Categories,
  type Category,
  categoriesOf,
  columnOfCategories,
  numbering,
  unknownCategory,
} from "./categories.ts";
import { completeColumns } from "./numeric-columns.ts";
import { Table, type TableColumn } from "./table.ts";
import { Transformer } from "./transformer.ts";

/** What a `OneHotEncoder` does. */
export interface OneHotEncoderOptions {
  /** What a category that did not occur in fitting becomes: an error, or zeros. Default "error". */
  readonly handleUnknown?: "error" | "ignore";
  /** Which category has no column: the first of each column, or of those with two. Default: none. */
  readonly drop?: "first" | "if_binary";
  /** The categories of each column in their order. Default: those that occur, sorted. */
  readonly categories?: readonly (readonly Category[])[];
}

interface Encoding extends Categories {
  /** The number of the category without a column, or −1. */
  readonly dropped: number;
}

/**
 * Makes of each column one column a category, 1 where it is the category and 0 elsewhere, named `colour_red`. What is
 * missing is a category of its own, `colour_nan`, the last, if anything was missing in fitting.
 *
 * Throws: RangeError if `transform` meets a category that did not occur in fitting, unless { handleUnknown: "ignore" }.
 * Source: scikit-learn, `OneHotEncoder`.
 *
 * @example
 * const encoder = new OneHotEncoder({ handleUnknown: "ignore" }).fit([["red"], ["blue"]]);
 * encoder.transform([["red"], ["green"]]).rows(); // [[0, 1], [0, 0]]
 */
export class OneHotEncoder extends Transformer<readonly Encoding[]> {
  readonly transformer = "OneHotEncoder";
  protected readonly options: OneHotEncoderOptions;

  constructor(options: OneHotEncoderOptions = {}) {
    super();
    this.options = options;
  }

  protected learn(table: Table): readonly Encoding[] {
    const { drop, categories } = this.options;
    return [...table.columns].map(([name, column], i) => {
      const found = categoriesOf(name, column, categories?.[i]);
      const count = found.values.length + (found.missing ? 1 : 0);
      const dropped = drop === "first" || (drop === "if_binary" && count === 2) ? 0 : -1;
      return { ...found, dropped };
    });
  }

  protected apply(table: Table, encodings: readonly Encoding[]): Table {
    const names = table.names;
    return Table.ofNumbers(
      encodings.flatMap((encoding, i): [string, Float64Array][] => {
        const name = names[i]!;
        const numbers = this.numbersOf(name, table.column(name), encoding);
        return places(encoding).map((place) => [
          `${name}_${encoding.values[place] ?? "nan"}`,
          numbers.map((number) => (number === place ? 1 : 0)),
        ]);
      }),
    );
  }

  protected override invert(table: Table, encodings: readonly Encoding[]): Table {
    const columns = completeColumns(this.transformer, table).map(([, values]) => values);
    const expected = encodings.reduce((sum, encoding) => sum + places(encoding).length, 0);
    if (columns.length !== expected) {
      throw new RangeError(
        `Cannot undo OneHotEncoder of ${columns.length} columns: expected ${expected}, as it makes. Pass what transform made.`,
      );
    }
    let from = 0;
    return new Table(
      new Map(
        encodings.map((encoding, i): [string, TableColumn] => {
          const kept = places(encoding);
          const own = columns.slice(from, (from += kept.length));
          const values = Array.from({ length: table.length }, (_, row) => {
            const scores = own.map((column) => column[row]!);
            const hottest = scores.indexOf(Math.max(...scores));
            return encoding.values[scores.some((score) => score !== 0) ? kept[hottest]! : encoding.dropped];
          });
          return [this.fitted[i]!, columnOfCategories(values)];
        }),
      ),
    );
  }

  private numbersOf(name: string, { values }: TableColumn, encoding: Encoding): Float64Array {
    const numberOf = numbering(encoding);
    const ignored = this.options.handleUnknown === "ignore";
    return Float64Array.from(values as ArrayLike<Category | undefined>, (value, row) => {
      const number = numberOf(value);
      if (number >= 0 || ignored) return number;
      throw unknownCategory(name, value, row, 'Pass { handleUnknown: "ignore" } to make it zeros.');
    });
  }
}

/** The numbers of the categories that have a column. */
function places({ values, missing, dropped }: Encoding): number[] {
  const all = Array.from({ length: values.length + (missing ? 1 : 0) }, (_, i) => i);
  return all.filter((place) => place !== dropped);
}
