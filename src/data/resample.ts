import { requireKind } from "../base/argument-kinds.ts";
import { Random } from "../base/random.ts";
import { deriveSeed } from "./derive-seed.ts";

/** Where chance comes from. */
export interface ResampleOptions {
  /** Default 0. */
  readonly seed?: number;
}

/**
 * The numbers of all examples, and of more of the rarer classes, drawn with replacement, until all classes have as many as
 * the largest. For `table.take` or `new Subset(data, rows)`; of training examples only.
 *
 * Shapes: labels [n], numbers or texts.
 * Source: Japkowicz and Stephen, "The class imbalance problem", 2002; imbalanced-learn, `RandomOverSampler`.
 *
 * @example
 * randomOverSample([0, 0, 0, 1]); // Int32Array [0, 1, 2, 3, 3, 3]
 */
export function randomOverSample(labels: ArrayLike<unknown>, { seed = 0 }: ResampleOptions = {}): Int32Array {
  requireKind("list", "call randomOverSample", { labels });
  const random = new Random(deriveSeed(seed, "split"));
  const classes = examplesOfClasses(labels);
  const most = Math.max(0, ...classes.map(({ length }) => length));
  const more = classes.flatMap((own) => Array.from({ length: most - own.length }, () => random.pick(own)));
  return Int32Array.from([...Array.from({ length: labels.length }, (_, i) => i), ...more]);
}

/**
 * The numbers of as many examples of each class as the rarest has, drawn without replacement, ascending. Of training
 * examples only.
 *
 * Shapes: labels [n], numbers or texts.
 * Source: Japkowicz and Stephen, "The class imbalance problem", 2002; imbalanced-learn, `RandomUnderSampler`.
 *
 * @example
 * randomUnderSample([1, 0, 0, 0]).length; // 2
 */
export function randomUnderSample(
  labels: ArrayLike<unknown>,
  { seed = 0 }: ResampleOptions = {},
): Int32Array {
  requireKind("list", "call randomUnderSample", { labels });
  const random = new Random(deriveSeed(seed, "split"));
  const classes = examplesOfClasses(labels);
  const least = Math.min(...classes.map(({ length }) => length));
  return Int32Array.from(
    classes.flatMap((own) => Array.from(random.permutation(own.length).slice(0, least), (i) => own[i]!)),
  ).sort();
}

/** The examples of each class, in the order in which classes first occur. */
export function examplesOfClasses(labels: ArrayLike<unknown>): number[][] {
  requireKind("list", "balance classes", { labels });
  const classes = new Map<unknown, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const own = classes.get(labels[i]);
    if (own === undefined) classes.set(labels[i], [i]);
    else own.push(i);
  }
  return [...classes.values()];
}
