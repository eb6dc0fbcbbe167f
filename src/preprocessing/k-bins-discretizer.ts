import { completeColumns } from "./numeric-columns.ts";
import { quantile } from "./quantiles.ts";
import { Table } from "./table.ts";
import { Transformer } from "./transformer.ts";

/** What a `KBinsDiscretizer` does. */
export interface KBinsDiscretizerOptions {
  /** Bins a column, at least 2. Default 5. */
  readonly nBins?: number;
  /** A column a bin, `age_2`, or the number of the bin. Default "onehot". */
  readonly encode?: "onehot" | "ordinal";
  /** Bins of the same width, or of as many of the fitted rows each. Default "quantile". */
  readonly strategy?: "uniform" | "quantile";
}

/**
 * Makes of each column the bin that its numbers lie in; what lies outside of all goes to the nearest. Quantiles that are the
 * same, to 1e-8, make fewer bins; a column that is always the same has one. The inverse is the middle of the bin.
 *
 * Throws: RangeError if `nBins` is no integer from 2, or a column holds texts, or numbers that are missing or infinite.
 * Source: scikit-learn, `KBinsDiscretizer`.
 *
 * @example
 * const bins = new KBinsDiscretizer({ nBins: 2, encode: "ordinal", strategy: "uniform" }).fit([[0], [10]]);
 * bins.transform([[4.9], [5], [99]]).rows(); // [[0], [1], [1]]
 * bins.inverseTransform([[1]]).rows(); // [[7.5]]
 */
export class KBinsDiscretizer extends Transformer<readonly (readonly number[])[]> {
  readonly transformer = "KBinsDiscretizer";
  protected readonly options: KBinsDiscretizerOptions;

  constructor(options: KBinsDiscretizerOptions = {}) {
    super();
    const { nBins = 5 } = options;
    if (!Number.isInteger(nBins) || nBins < 2) {
      throw new RangeError(
        `Cannot make ${nBins} bins: expected an integer of at least 2. Leave nBins out for 5.`,
      );
    }
    this.options = options;
  }

  protected learn(table: Table): readonly (readonly number[])[] {
    return completeColumns(this.transformer, table).map(([, values]) => this.edgesOf(values.toSorted()));
  }

  protected apply(table: Table, edges: readonly (readonly number[])[]): Table {
    const bins = completeColumns(this.transformer, table).map(([name, values], i): [string, Float64Array] => [
      name,
      values.map((value) => edges[i]!.slice(1, -1).filter((edge) => edge <= value).length),
    ]);
    if (this.options.encode === "ordinal") return Table.ofNumbers(bins);
    return Table.ofNumbers(
      bins.flatMap(([name, numbers], i) =>
        Array.from({ length: edges[i]!.length - 1 }, (_, bin): [string, Float64Array] => [
          `${name}_${bin}`,
          numbers.map((number) => (number === bin ? 1 : 0)),
        ]),
      ),
    );
  }

  protected override invert(table: Table, edges: readonly (readonly number[])[]): Table {
    const columns = completeColumns(this.transformer, table).map(([, values]) => values);
    const ordinal = this.options.encode === "ordinal";
    let from = 0;
    return Table.ofNumbers(
      edges.map((own, i) => {
        const hot = columns.slice(from, (from += ordinal ? 1 : own.length - 1));
        const middles = Float64Array.from({ length: table.length }, (_, row) => {
          const bin = ordinal ? hot[0]![row]! : hot.findIndex((column) => column[row] === 1);
          return (own[bin]! + own[bin + 1]!) / 2;
        });
        return [this.fitted[i]!, middles];
      }),
    );
  }

  private edgesOf(sorted: Float64Array): readonly number[] {
    const { nBins = 5, strategy = "quantile" } = this.options;
    const [min, max] = [sorted[0]!, sorted.at(-1)!];
    // JSON has no infinite numbers; these are as good.
    if (min === max) return [-Number.MAX_VALUE, Number.MAX_VALUE];
    const edges = Array.from({ length: nBins + 1 }, (_, i) =>
      strategy === "uniform" ? min + ((max - min) / nBins) * i : quantile(sorted, i / nBins),
    );
    return strategy === "uniform" ? edges : edges.filter((edge, i) => i === 0 || edge - edges[i - 1]! > 1e-8);
  }
}
