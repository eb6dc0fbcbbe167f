import { completeColumns } from "./numeric-columns.ts";
import { Table } from "./table.ts";
import { Transformer } from "./transformer.ts";

/** What `PolynomialFeatures` does. */
export interface PolynomialFeaturesOptions {
  /** The greatest degree of a product. Default 2. */
  readonly degree?: number;
  /** Whether no column goes into a product twice. Default false. */
  readonly interactionOnly?: boolean;
  /** Whether there is a column of ones first. Default true. */
  readonly includeBias?: boolean;
}

/**
 * Makes all products of at most so many columns, named `1`, `a`, `b`, `a^2`, `a b`, `b^2`. It has no inverse.
 *
 * Throws: RangeError if the degree is no integer from 0, or a column holds texts, or numbers that are missing or infinite.
 * Source: scikit-learn, `PolynomialFeatures`.
 *
 * @example
 * new PolynomialFeatures().fitTransform([[2, 3]]).rows(); // [[1, 2, 3, 4, 6, 9]]
 */
export class PolynomialFeatures extends Transformer<null> {
  readonly transformer = "PolynomialFeatures";
  protected readonly options: PolynomialFeaturesOptions;

  constructor(options: PolynomialFeaturesOptions = {}) {
    super();
    const { degree = 2 } = options;
    if (!Number.isInteger(degree) || degree < 0) {
      throw new RangeError(
        `Cannot make products of degree ${degree}: expected an integer from 0. Leave it out for 2.`,
      );
    }
    this.options = options;
  }

  protected learn(table: Table): null {
    completeColumns(this.transformer, table);
    return null;
  }

  protected apply(table: Table): Table {
    const { degree = 2, interactionOnly = false, includeBias = true } = this.options;
    const columns = completeColumns(this.transformer, table);
    const products: [string, Float64Array][] = [];
    let powers: number[][] = [[]];
    for (let d = 0; d <= degree; d++) {
      if (d > 0) {
        powers = powers.flatMap((power) => {
          const last = power.at(-1);
          const from = last === undefined ? 0 : last + (interactionOnly ? 1 : 0);
          return Array.from({ length: columns.length - from }, (_, i) => [...power, from + i]);
        });
      }
      if (d === 0 && !includeBias) continue;
      for (const power of powers) {
        const values = new Float64Array(table.length).fill(1);
        for (const i of power) columns[i]![1].forEach((value, row) => (values[row]! *= value));
        products.push([nameOf(power, table.names), values]);
      }
    }
    return Table.ofNumbers(products);
  }
}

function nameOf(power: readonly number[], names: readonly string[]): string {
  const factors = [...new Set(power)].map((i) => {
    const exponent = power.filter((other) => other === i).length;
    return exponent === 1 ? names[i]! : `${names[i]}^${exponent}`;
  });
  return factors.length === 0 ? "1" : factors.join(" ");
}
