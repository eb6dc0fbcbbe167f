import { requireKind } from "../base/argument-kinds.ts";
import { ColumnwiseTransformer } from "./columnwise-transformer.ts";
import { scaleOrOne } from "./scale-or-one.ts";

/** What a `MinMaxScaler` does. */
export interface MinMaxScalerOptions {
  /** The range that columns are brought to. Default [0, 1]. */
  readonly featureRange?: readonly [number, number];
  /** Whether what lies outside of the range of the fitted data is brought to its ends. Default false. */
  readonly clip?: boolean;
}

/**
 * Brings each column to a range, x ← low + (x − min) / (max − min) · (high − low), by the least and the greatest number of
 * the data it was fitted on. A column that is always the same becomes the low end.
 *
 * Throws: RangeError if the range is empty, or a column holds texts, infinite numbers or none.
 * Source: scikit-learn, `MinMaxScaler`.
 *
 * @example
 * const scaler = new MinMaxScaler().fit([[2], [6]]);
 * scaler.transform([[3], [8]]).rows(); // [[0.25], [1.5]]
 */
export class MinMaxScaler extends ColumnwiseTransformer<{ offset: number; scale: number }> {
  readonly transformer = "MinMaxScaler";
  protected readonly options: MinMaxScalerOptions;

  constructor(options: MinMaxScalerOptions = {}) {
    super();
    const { featureRange = [0, 1] } = options;
    requireKind("array", "make a MinMaxScaler", { featureRange });
    const [low, high] = featureRange;
    if (!(low < high)) {
      throw new RangeError(
        `Cannot scale to the range [${low}, ${high}]: expected the lower end first. Pass { featureRange: [0, 1] }, say.`,
      );
    }
    this.options = options;
  }

  protected learnColumn(values: Float64Array): { offset: number; scale: number } {
    const [low, high] = this.options.featureRange ?? [0, 1];
    const [min, max] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    const scale = (high - low) / scaleOrOne(max - min);
    return { offset: low - min * scale, scale };
  }

  protected applyTo(value: number, { offset, scale }: { offset: number; scale: number }): number {
    const { clip = false, featureRange: [low, high] = [0, 1] } = this.options;
    const scaled = value * scale + offset;
    return clip ? Math.min(high, Math.max(low, scaled)) : scaled;
  }

  protected invertFrom(value: number, { offset, scale }: { offset: number; scale: number }): number {
    return (value - offset) / scale;
  }
}
