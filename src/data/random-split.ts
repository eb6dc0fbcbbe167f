import { requireKind } from "../base/argument-kinds.ts";
import { Random } from "../base/random.ts";
import { type Dataset, Subset } from "./dataset.ts";
import { deriveSeed } from "./derive-seed.ts";

/**
 * Splits a data set at random into parts of the given shares; what rounding leaves over goes to the first parts, one
 * each. The same seed gives the same parts.
 *
 * Throws: RangeError if the shares are not positive or do not add up to 1, or a part would be empty.
 *
 * @example
 * const [training, validation] = randomSplit(data, [0.75, 0.25], { seed: 1 });
 * training!.length; // 48
 */
export function randomSplit(
  data: Dataset,
  shares: readonly number[],
  { seed = 0 }: { readonly seed?: number } = {},
): Subset[] {
  requireKind("object", "call randomSplit", { data });
  requireKind("array", "call randomSplit", { shares });
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.some((share) => !(share > 0)) || Math.abs(sum - 1) > 1e-6) {
    throw new RangeError(
      `Cannot split data into shares of ${shares.join(", ")}: expected positive numbers that add up to 1. Pass [0.8, 0.1, 0.1], say.`,
    );
  }
  const sizes = shares.map((share) => Math.floor(share * data.length + 1e-6));
  const left = data.length - sizes.reduce((total, size) => total + size, 0);
  for (let i = 0; i < left; i++) sizes[i % sizes.length]!++;
  if (sizes.includes(0)) {
    throw new RangeError(
      `Cannot split ${data.length} examples into shares of ${shares.join(", ")}: expected at least one example in each. Pass fewer or larger shares.`,
    );
  }
  const order = new Random(deriveSeed(seed, "split")).permutation(data.length);
  let end = 0;
  return sizes.map((size) => new Subset(data, order.slice(end, (end += size))));
}
