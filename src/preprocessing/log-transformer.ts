import { ColumnwiseTransformer } from "./columnwise-transformer.ts";

/**
 * Takes the logarithm of one more, x ← log(1 + x): for counts, prices and other quantities that go over orders of magnitude
 * and start at 0. The inverse is exp(x) − 1.
 *
 * Throws: RangeError if a number is −1 or less, or a column holds texts, infinite numbers or none.
 * Source: scikit-learn, `FunctionTransformer(np.log1p, inverse_func=np.expm1)`.
 *
 * @example
 * const log = new LogTransformer().fit([[0], [99]]);
 * log.transform([[99]]).rows(); // [[4.605170185988092]]
 */
export class LogTransformer extends ColumnwiseTransformer<null> {
  readonly transformer = "LogTransformer";
  protected readonly options: object = {};

  protected learnColumn(values: Float64Array): null {
    for (const value of values) this.applyTo(value);
    return null;
  }

  protected applyTo(value: number): number {
    if (value > -1 || Number.isNaN(value)) return Math.log1p(value);
    throw new RangeError(
      `Cannot take the logarithm of 1 + ${value}: expected numbers above -1. Use PowerTransformer, which takes any.`,
    );
  }

  protected invertFrom(value: number): number {
    return Math.expm1(value);
  }
}
