import { ColumnwiseTransformer } from "./columnwise-transformer.ts";

/** What a `StandardScaler` does. */
export interface StandardScalerOptions {
  /** Whether means become 0. Default true. */
  readonly withMean?: boolean;
  /** Whether deviations become 1. Default true. */
  readonly withStd?: boolean;
}

/**
 * Brings each column to mean 0 and deviation 1, x ← (x − mean) / deviation, by the means and the population's deviations
 * of the data it was fitted on. A column that is always the same is divided by 1.
 *
 * Throws: RangeError if a column holds texts, infinite numbers or none.
 * Source: scikit-learn, `StandardScaler`.
 *
 * @example
 * const scaler = new StandardScaler().fit([[1, 10], [3, 10]]);
 * scaler.transform([[5, 11]]).rows(); // [[3, 1]]
 * scaler.inverseTransform([[3, 1]]).rows(); // [[5, 11]]
 */
export class StandardScaler extends ColumnwiseTransformer<{ mean: number; scale: number }> {
  readonly transformer = "StandardScaler";
  protected readonly options: StandardScalerOptions;

  constructor(options: StandardScalerOptions = {}) {
    super();
    this.options = options;
  }

  protected learnColumn(values: Float64Array): { mean: number; scale: number } {
    const { withMean = true, withStd = true } = this.options;
    const n = values.length;
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
    // Rounding alone makes as much of a column that never changes: Chan, Golub and LeVeque, 1983.
    const rounding = n * Number.EPSILON * variance + (n * mean * Number.EPSILON) ** 2;
    return { mean: withMean ? mean : 0, scale: withStd && variance > rounding ? Math.sqrt(variance) : 1 };
  }

  protected applyTo(value: number, { mean, scale }: { mean: number; scale: number }): number {
    return (value - mean) / scale;
  }

  protected invertFrom(value: number, { mean, scale }: { mean: number; scale: number }): number {
    return value * scale + mean;
  }
}
