import { requireKind } from "../base/argument-kinds.ts";
import { ColumnwiseTransformer } from "./columnwise-transformer.ts";
import { quantile } from "./quantiles.ts";
import { scaleOrOne } from "./scale-or-one.ts";

/** What a `RobustScaler` does. */
export interface RobustScalerOptions {
  /** Whether medians become 0. Default true. */
  readonly withCentering?: boolean;
  /** Whether the distance of the quantiles becomes 1. Default true. */
  readonly withScaling?: boolean;
  /** The quantiles whose distance is the scale, in percent. Default [25, 75]. */
  readonly quantileRange?: readonly [number, number];
}

/**
 * Brings each column to median 0 and to 1 between its quartiles, x ← (x − median) / (q75 − q25), which outliers hardly
 * change. A column whose quartiles are the same is divided by 1.
 *
 * Throws: RangeError if the quantiles are not in order, or a column holds texts, infinite numbers or none.
 * Source: scikit-learn, `RobustScaler`.
 *
 * @example
 * const scaler = new RobustScaler().fit([[1], [2], [3], [4], [1000]]);
 * scaler.transform([[1], [4]]).rows(); // [[-1], [0.5]]
 */
export class RobustScaler extends ColumnwiseTransformer<{ center: number; scale: number }> {
  readonly transformer = "RobustScaler";
  protected readonly options: RobustScalerOptions;

  constructor(options: RobustScalerOptions = {}) {
    super();
    const { quantileRange = [25, 75] } = options;
    requireKind("array", "make a RobustScaler", { quantileRange });
    const [low, high] = quantileRange;
    if (!(0 <= low && low < high && high <= 100)) {
      throw new RangeError(
        `Cannot scale by the quantiles [${low}, ${high}]: expected the lower one first, both from 0 to 100 percent. Leave them out for [25, 75].`,
      );
    }
    this.options = options;
  }

  protected learnColumn(values: Float64Array): { center: number; scale: number } {
    const { withCentering = true, withScaling = true, quantileRange: [low, high] = [25, 75] } = this.options;
    const sorted = values.toSorted();
    const scale = quantile(sorted, high / 100) - quantile(sorted, low / 100);
    return { center: withCentering ? quantile(sorted, 0.5) : 0, scale: withScaling ? scaleOrOne(scale) : 1 };
  }

  protected applyTo(value: number, { center, scale }: { center: number; scale: number }): number {
    return (value - center) / scale;
  }

  protected invertFrom(value: number, { center, scale }: { center: number; scale: number }): number {
    return value * scale + center;
  }
}
