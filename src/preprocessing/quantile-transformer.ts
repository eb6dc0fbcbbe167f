import { ColumnwiseTransformer } from "./columnwise-transformer.ts";
import { normalQuantile, normalShare } from "./normal-distribution.ts";
import { quantile } from "./quantiles.ts";

/** What a `QuantileTransformer` does. */
export interface QuantileTransformerOptions {
  /** How many quantiles are kept; at most as many as there are rows in fitting. Default 1,000. */
  readonly nQuantiles?: number;
  /** What columns are distributed like afterwards. Default "uniform", in [0, 1]. */
  readonly outputDistribution?: "uniform" | "normal";
}

const threshold = 1e-7;

/**
 * Brings each column to a uniform or a normal distribution by its ranks: a number becomes the share of the fitted ones that
 * lie below it, with straight lines between quantiles. What lies outside becomes an end of the range; normal ones end at
 * ±5.2.
 *
 * Throws: RangeError if `nQuantiles` is no positive integer, or a column holds texts, infinite numbers or none.
 * Source: scikit-learn, `QuantileTransformer`, of all rows.
 *
 * @example
 * const ranks = new QuantileTransformer().fit([[1], [10], [1000]]);
 * ranks.transform([[1], [5.5], [10], [9999]]).rows(); // [[0], [0.25], [0.5], [1]]
 */
export class QuantileTransformer extends ColumnwiseTransformer<readonly number[]> {
  readonly transformer = "QuantileTransformer";
  protected readonly options: QuantileTransformerOptions;

  constructor(options: QuantileTransformerOptions = {}) {
    super();
    const { nQuantiles = 1000 } = options;
    if (!Number.isInteger(nQuantiles) || nQuantiles < 1) {
      throw new RangeError(
        `Cannot keep ${nQuantiles} quantiles: expected a positive integer. Leave it out for 1,000.`,
      );
    }
    this.options = options;
  }

  protected learnColumn(values: Float64Array): readonly number[] {
    const sorted = values.toSorted();
    const count = Math.min(this.options.nQuantiles ?? 1000, values.length);
    return Array.from({ length: count }, (_, i) => quantile(sorted, i / Math.max(1, count - 1)));
  }

  protected applyTo(value: number, quantiles: readonly number[]): number {
    if (Number.isNaN(value)) return value;
    const normal = this.options.outputDistribution === "normal";
    const share = shareOf(value, quantiles, normal ? threshold : 0);
    if (!normal) return share;
    const end = threshold - Number.EPSILON;
    return Math.min(normalQuantile(1 - end), Math.max(normalQuantile(end), normalQuantile(share)));
  }

  protected invertFrom(value: number, quantiles: readonly number[]): number {
    if (Number.isNaN(value)) return value;
    const normal = this.options.outputDistribution === "normal";
    const share = normal ? normalShare(value) : value;
    const near = normal ? threshold : 0;
    if (share <= 0 || share - near < 0) return quantiles[0]!;
    if (share >= 1 || share + near > 1) return quantiles.at(-1)!;
    const place = share * (quantiles.length - 1);
    const below = Math.floor(place);
    const [low, high] = [quantiles[below]!, quantiles[Math.min(below + 1, quantiles.length - 1)]!];
    return low + (high - low) * (place - below);
  }
}

/** Where a number lies among quantiles, from 0 to 1: the middle where several are equal. */
function shareOf(value: number, quantiles: readonly number[], near: number): number {
  if (near > 0 ? value - near < quantiles[0]! : value <= quantiles[0]!) return 0;
  if (near > 0 ? value + near > quantiles.at(-1)! : value >= quantiles.at(-1)!) return 1;
  const first = firstAbove(quantiles, (quantile) => quantile >= value);
  const after = firstAbove(quantiles, (quantile) => quantile > value);
  const steps = quantiles.length - 1;
  if (first < after) return (first + after - 1) / 2 / steps;
  const [low, high] = [quantiles[after - 1]!, quantiles[after]!];
  return (after - 1 + (value - low) / (high - low)) / steps;
}

function firstAbove(quantiles: readonly number[], above: (quantile: number) => boolean): number {
  let [low, high] = [0, quantiles.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (above(quantiles[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
