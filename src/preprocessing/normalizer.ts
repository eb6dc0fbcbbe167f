import { completeColumns } from "./numeric-columns.ts";
import { Table } from "./table.ts";
import { Transformer } from "./transformer.ts";

/** What a `Normalizer` does. */
export interface NormalizerOptions {
  /** How long a row is: the sum of absolute values, the root of the sum of squares, or the greatest. Default "l2". */
  readonly norm?: "l1" | "l2" | "max";
}

/**
 * Divides each row by its norm, x ← x / ‖x‖. A row of zeros stays so.
 *
 * Throws: RangeError if a column holds texts, or a number is missing or infinite.
 * Source: scikit-learn, `Normalizer`.
 *
 * @example
 * new Normalizer().fitTransform([[3, 4], [0, 0]]).rows(); // [[0.6, 0.8], [0, 0]]
 */
export class Normalizer extends Transformer<null> {
  readonly transformer = "Normalizer";
  protected readonly options: NormalizerOptions;

  constructor(options: NormalizerOptions = {}) {
    super();
    this.options = options;
  }

  protected learn(table: Table): null {
    completeColumns(this.transformer, table);
    return null;
  }

  protected apply(table: Table): Table {
    const columns = completeColumns(this.transformer, table);
    const norms = Float64Array.from({ length: table.length }, (_, row) =>
      this.norm(columns.map(([, values]) => Math.abs(values[row]!))),
    );
    return Table.ofNumbers(
      columns.map(([name, values]) => [name, values.map((value, row) => value / (norms[row]! || 1))]),
    );
  }

  private norm(sizes: readonly number[]): number {
    const { norm = "l2" } = this.options;
    if (norm === "max") return Math.max(...sizes);
    if (norm === "l1") return sizes.reduce((sum, size) => sum + size, 0);
    return Math.sqrt(sizes.reduce((sum, size) => sum + size * size, 0));
  }
}
