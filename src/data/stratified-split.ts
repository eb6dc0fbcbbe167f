import { requireKind } from "../base/argument-kinds.ts";
import { Random } from "../base/random.ts";
import { deriveSeed } from "./derive-seed.ts";

/**
 * Splits examples at random into parts of the given shares, each with as much of every class as whole examples allow: what
 * is left over of a class goes to the part that has most to come. The parts are numbers of examples in ascending order, for
 * `table.take` or `new Subset(data, part)`.
 *
 * Shapes: labels [n], numbers or texts; the parts have n numbers together.
 * Throws: RangeError if the shares are not positive or do not add up to 1, or a part would be empty.
 * Source: Neyman, "On the two different aspects of the representative method", 1934.
 *
 * @example
 * const [training, heldOut] = stratifiedSplit([0, 0, 0, 0, 1, 1, 1, 1], [0.75, 0.25], { seed: 1 });
 * training!.length; // 6
 * heldOut!.length; // 2
 */
export function stratifiedSplit(
  labels: ArrayLike<unknown>,
  shares: readonly number[],
  { seed = 0 }: { readonly seed?: number } = {},
): Int32Array[] {
  requireKind("list", "call stratifiedSplit", { labels });
  requireKind("array", "call stratifiedSplit", { shares });
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.some((share) => !(share > 0)) || Math.abs(sum - 1) > 1e-6) {
    throw new RangeError(
      `Cannot split examples into shares of ${shares.join(", ")}: expected positive numbers that add up to 1. Pass [0.8, 0.1, 0.1], say.`,
    );
  }
  const parts: number[][] = shares.map(() => []);
  let dealt = 0;
  for (const members of shuffledClasses(labels, seed)) {
    for (const example of members) {
      dealt++;
      const behind = shares.map((share, i) => share * dealt - parts[i]!.length);
      parts[behind.indexOf(Math.max(...behind))]!.push(example);
    }
  }
  if (parts.some(({ length }) => length === 0)) {
    throw new RangeError(
      `Cannot split ${labels.length} examples into shares of ${shares.join(", ")}: expected at least one example in each. Pass fewer or larger shares.`,
    );
  }
  return parts.map((part) => Int32Array.from(part).sort());
}

/** The examples of each class, classes and examples in random order. */
export function shuffledClasses(labels: ArrayLike<unknown>, seed: number): number[][] {
  const classes = new Map<unknown, number[]>();
  for (const example of new Random(deriveSeed(seed, "split")).permutation(labels.length)) {
    const label = labels[example];
    const members = classes.get(label);
    if (members === undefined) classes.set(label, [example]);
    else members.push(example);
  }
  return [...classes.values()];
}
