import { murmurHash3 } from "./murmur-hash3.ts";
import { numericColumns } from "./numeric-columns.ts";
import { Table } from "./table.ts";
import { Transformer } from "./transformer.ts";

/** What a `FeatureHasher` does. */
export interface FeatureHasherOptions {
  /** How many columns it makes. Default 1,048,576, as in scikit-learn: choose fewer. */
  readonly nFeatures?: number;
  /** Whether half of the hashes count −1, so that those that meet cancel out on average. Default true. */
  readonly alternateSign?: boolean;
}

/**
 * Makes a fixed number of columns of any categories, without remembering them: a text v in the column c adds ±1 at the hash
 * of "c=v", a number x adds ±x at that of "c"; what is missing adds nothing. For columns of very many texts, and texts that
 * did not occur in training. It has no inverse.
 *
 * Throws: RangeError if `nFeatures` is no positive integer, or a number is infinite.
 * Source: Weinberger et al., "Feature hashing for large scale multitask learning", 2009; scikit-learn, `FeatureHasher`.
 *
 * @example
 * const hasher = new FeatureHasher({ nFeatures: 8 }).fit([["red"]]);
 * hasher.transform([["green"]]).names.length; // 8
 */
export class FeatureHasher extends Transformer<null> {
  readonly transformer = "FeatureHasher";
  protected readonly options: FeatureHasherOptions;

  constructor(options: FeatureHasherOptions = {}) {
    super();
    const { nFeatures = 2 ** 20 } = options;
    if (!Number.isInteger(nFeatures) || nFeatures < 1 || nFeatures > 2 ** 31 - 1) {
      throw new RangeError(
        `Cannot hash into ${nFeatures} features: expected a positive integer below 2^31. Leave it out for 2^20.`,
      );
    }
    this.options = options;
  }

  protected learn(): null {
    return null;
  }

  protected apply(table: Table): Table {
    const { nFeatures = 2 ** 20 } = this.options;
    const columns = Array.from({ length: nFeatures }, () => new Float64Array(table.length));
    const add = (key: string, row: number, value: number): void => {
      const hash = murmurHash3(key);
      const column = columns[Math.abs(hash) % nFeatures]!;
      column[row]! += this.options.alternateSign === false || hash >= 0 ? value : -value;
    };
    for (const [name, column] of table.columns) {
      if (column.kind === "number") {
        numericColumns(this.transformer, table.select(name));
        column.values.forEach((value, row) => {
          if (!Number.isNaN(value)) add(name, row, value);
        });
      } else {
        column.values.forEach((value, row) => {
          if (value !== undefined) add(`${name}=${value}`, row, 1);
        });
      }
    }
    return Table.ofNumbers(columns.map((values, i) => [`hash${i}`, values]));
  }
}
