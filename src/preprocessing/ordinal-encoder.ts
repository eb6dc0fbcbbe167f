import {
  type Categories,
  type Category,
  categoriesOf,
  columnOfCategories,
  numbering,
  unknownCategory,
} from "./categories.ts";
import { numericColumns } from "./numeric-columns.ts";
import { Table } from "./table.ts";
import { Transformer } from "./transformer.ts";

/** What an `OrdinalEncoder` does. */
export interface OrdinalEncoderOptions {
  /** The categories of each column in their order. Default: those that occur, sorted. */
  readonly categories?: readonly (readonly Category[])[];
  /** What a category that did not occur in fitting becomes: an error, or `unknownValue`. Default "error". */
  readonly handleUnknown?: "error" | "use_encoded_value";
  /** The number of unknown categories; must be given for them. */
  readonly unknownValue?: number;
  /** The number of what is missing. Default NaN. */
  readonly encodedMissingValue?: number;
}

/**
 * Makes numbers of categories, 0, 1, … in the order given or sorted: for ranks, such as small, medium, large, and as
 * indices for `nn.Embedding`.
 *
 * Throws: RangeError if `transform` meets a category that did not occur in fitting, unless there is a number for it.
 * Source: scikit-learn, `OrdinalEncoder`.
 *
 * @example
 * const encoder = new OrdinalEncoder({ categories: [["small", "large"]] }).fit([["large"], ["small"]]);
 * encoder.transform([["small"], ["large"]]).rows(); // [[0], [1]]
 */
export class OrdinalEncoder extends Transformer<readonly Categories[]> {
  readonly transformer = "OrdinalEncoder";
  protected readonly options: OrdinalEncoderOptions;

  constructor(options: OrdinalEncoderOptions = {}) {
    super();
    if (options.handleUnknown === "use_encoded_value" && options.unknownValue === undefined) {
      throw new RangeError(
        "Cannot encode unknown categories: expected a number for them, got none. Pass { unknownValue: -1 }.",
      );
    }
    this.options = options;
  }

  protected learn(table: Table): readonly Categories[] {
    return [...table.columns].map(([name, column], i) =>
      categoriesOf(name, column, this.options.categories?.[i]),
    );
  }

  protected apply(table: Table, learned: readonly Categories[]): Table {
    const { handleUnknown, unknownValue = Number.NaN, encodedMissingValue = Number.NaN } = this.options;
    return Table.ofNumbers(
      [...table.columns].map(([name, { values }], i) => {
        const numberOf = numbering(learned[i]!);
        const numbers = Float64Array.from(values as ArrayLike<Category | undefined>, (value, row) => {
          const number = numberOf(value);
          if (number === learned[i]!.values.length) return encodedMissingValue;
          if (number >= 0) return number;
          if (handleUnknown === "use_encoded_value") return unknownValue;
          throw unknownCategory(
            name,
            value,
            row,
            'Pass { handleUnknown: "use_encoded_value", unknownValue: -1 }.',
          );
        });
        return [name, numbers];
      }),
    );
  }

  protected override invert(table: Table, learned: readonly Categories[]): Table {
    const columns = numericColumns(this.transformer, table);
    return new Table(
      new Map(
        columns.map(([, values], i) => [
          this.fitted[i]!,
          columnOfCategories(Array.from(values, (number) => learned[i]?.values[number])),
        ]),
      ),
    );
  }
}
