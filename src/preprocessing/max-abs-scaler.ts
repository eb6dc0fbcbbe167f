import { ColumnwiseTransformer } from "./columnwise-transformer.ts";
import { scaleOrOne } from "./scale-or-one.ts";

/**
 * Divides each column by its greatest absolute value in the data it was fitted on: zeros stay zeros, and all lies within
 * [−1, 1]. A column of zeros is divided by 1.
 *
 * Throws: RangeError if a column holds texts, infinite numbers or none.
 * Source: scikit-learn, `MaxAbsScaler`.
 *
 * @example
 * new MaxAbsScaler().fitTransform([[-4], [2]]).rows(); // [[-1], [0.5]]
 */
export class MaxAbsScaler extends ColumnwiseTransformer<number> {
  readonly transformer = "MaxAbsScaler";
  protected readonly options: object = {};

  protected learnColumn(values: Float64Array): number {
    return scaleOrOne(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  }

  protected applyTo(value: number, scale: number): number {
    return value / scale;
  }

  protected invertFrom(value: number, scale: number): number {
    return value * scale;
  }
}
