import { requireKind } from "../base/argument-kinds.ts";
import type { Random } from "../base/random.ts";

/** Says which examples an epoch has, and in what order. */
export interface Sampler {
  /** How many examples an epoch has. */
  readonly length: number;
  /** Their numbers, drawn from numbers that the seed and the epoch decide. */
  indices(random: Random): Int32Array;
}

/** How examples are drawn. */
export interface WeightedRandomSamplerOptions {
  /** Examples an epoch. Default: as many as there are weights. */
  readonly numSamples?: number;
  /** Whether an example can come several times. Default true. */
  readonly replacement?: boolean;
}

/**
 * Draws examples with probabilities in proportion to their weights: with those of `metrics.balancedClassWeights` for each
 * example's class, classes come alike often, however rare. It goes into `DataLoader` and `fit` as `sampler`.
 *
 * Throws: RangeError if a weight is negative or not finite, all are 0, or without replacement fewer are positive than are
 * to be drawn.
 * Source: Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006, for draws without replacement;
 * PyTorch, `torch.utils.data.WeightedRandomSampler`.
 *
 * @example
 * const sampler = new WeightedRandomSampler([0, 1, 3], { numSamples: 8 });
 * sampler.length; // 8
 */
export class WeightedRandomSampler implements Sampler {
  readonly length: number;
  readonly weights: Float64Array;
  readonly replacement: boolean;

  constructor(weights: ArrayLike<number>, options: WeightedRandomSamplerOptions = {}) {
    requireKind("list", "draw examples", { weights });
    const { numSamples = weights.length, replacement = true } = options;
    this.weights = Float64Array.from(weights);
    const wrong = this.weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
    if (wrong >= 0) {
      throw new RangeError(
        `Cannot draw with the weight ${this.weights[wrong]} at ${wrong}: expected finite numbers of at least 0. Pass 0 for an example that is not to be drawn.`,
      );
    }
    const positive = this.weights.filter((weight) => weight > 0).length;
    if (
      !Number.isInteger(numSamples) ||
      numSamples < 1 ||
      (replacement ? positive === 0 : positive < numSamples)
    ) {
      throw new RangeError(
        `Cannot draw ${numSamples} examples of ${positive} with a weight above 0: expected a positive integer${replacement ? ", and a weight above 0" : ` up to ${positive}, as none comes twice`}. Pass weights above 0, or draw fewer.`,
      );
    }
    this.length = numSamples;
    this.replacement = replacement;
  }

  indices(random: Random): Int32Array {
    if (!this.replacement) {
      // The greatest of uᵢ to the power 1 / wᵢ, by their logarithms.
      const keys = this.weights.map((weight) =>
        weight === 0 ? Number.NEGATIVE_INFINITY : Math.log(fraction(random)) / weight,
      );
      const order = Array.from(keys.keys()).sort((a, b) => keys[b]! - keys[a]!);
      return Int32Array.from(order.slice(0, this.length));
    }
    let sum = 0;
    const sums = this.weights.map((weight) => (sum += weight));
    return Int32Array.from({ length: this.length }, () => firstAbove(sums, fraction(random) * sum));
  }
}

/** A number in (0, 1) of 48 random bits. */
function fraction(random: Random): number {
  return random.uniform() + (random.uniform() + 2 ** -25) * 2 ** -24;
}

function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
