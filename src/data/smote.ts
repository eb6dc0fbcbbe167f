import { requireKind } from "../base/argument-kinds.ts";
import { Random } from "../base/random.ts";
import { deriveSeed } from "./derive-seed.ts";
import { examplesOfClasses } from "./resample.ts";

/** How examples are made up. */
export interface SmoteOptions {
  /** How many nearest neighbours of its class an example may be mixed with. Default 5. */
  readonly kNeighbors?: number;
  /** Where chance comes from. Default 0. */
  readonly seed?: number;
}

/**
 * All examples, and after them made-up ones of the rarer classes until all have as many as the largest: each on the line
 * from an example to one of its nearest neighbours of the same class, x + u (x′ − x), 0 ≤ u < 1. Features are to be numbers
 * of one scale; training examples only.
 *
 * Shapes: features [n, …], labels [n]; the results are [m, …] and [m].
 * Throws: RangeError if a class that is to grow has not more examples than `kNeighbors`, or the sizes do not fit.
 * Source: Chawla and others, "SMOTE: Synthetic minority over-sampling technique", 2002, section 4.2.
 *
 * @example
 * const features = { shape: [5, 1], data: Float32Array.of(0, 1, 9, 9, 9) };
 * const more = smote(features, Int32Array.of(1, 1, 0, 0, 0), { kNeighbors: 1 });
 * more.labels; // Int32Array [1, 1, 0, 0, 0, 1]
 */
export function smote(
  features: { readonly shape: readonly number[]; readonly data: Float32Array },
  labels: ArrayLike<number>,
  { kNeighbors = 5, seed = 0 }: SmoteOptions = {},
): {
  readonly features: { readonly shape: readonly number[]; readonly data: Float32Array };
  readonly labels: Int32Array;
} {
  requireKind("shaped", "make up examples", { features });
  requireKind("list", "make up examples", { labels });
  const { shape, data } = features;
  const width = data.length / labels.length;
  if (
    shape[0] !== labels.length ||
    !Number.isInteger(width) ||
    !Number.isInteger(kNeighbors) ||
    kNeighbors < 1
  ) {
    throw new RangeError(
      `Cannot make up examples from features of shape [${shape.join(", ")}], ${labels.length} labels and ${kNeighbors} neighbours: expected a row for each label, and a positive integer. Pass one class number a row.`,
    );
  }
  const random = new Random(deriveSeed(seed, "split"));
  const classes = examplesOfClasses(labels);
  const most = Math.max(0, ...classes.map(({ length }) => length));
  const made: { readonly label: number; readonly row: Float32Array }[] = [];
  for (const own of classes) {
    if (own.length === most) continue;
    const label = labels[own[0]!]!;
    if (own.length <= kNeighbors) {
      throw new RangeError(
        `Cannot make up examples of class ${label} from ${own.length} and ${kNeighbors} neighbours: expected more examples than neighbours. Pass a smaller kNeighbors, or use randomOverSample.`,
      );
    }
    const rows = own.map((example) => data.subarray(example * width, (example + 1) * width));
    const neighbours = new Map<number, number[]>();
    for (let count = own.length; count < most; count++) {
      const from = random.integer(0, rows.length);
      if (!neighbours.has(from)) neighbours.set(from, nearest(rows, from, kNeighbors));
      const to = rows[random.pick(neighbours.get(from)!)]!;
      const share = random.uniform();
      made.push({ label, row: rows[from]!.map((value, i) => value + share * (to[i]! - value)) });
    }
  }
  const all = new Float32Array(data.length + made.length * width);
  all.set(data);
  made.forEach(({ row }, i) => all.set(row, data.length + i * width));
  return {
    features: { shape: [labels.length + made.length, ...shape.slice(1)], data: all },
    labels: Int32Array.from([...Array.from(labels), ...made.map(({ label }) => label)]),
  };
}

/** The k rows nearest to one of them, by Euclid. */
function nearest(rows: readonly Float32Array[], from: number, k: number): number[] {
  const distances = rows.map((row) => row.reduce((sum, value, i) => sum + (value - rows[from]![i]!) ** 2, 0));
  const others = [...rows.keys()].filter((row) => row !== from);
  return others.sort((a, b) => distances[a]! - distances[b]!).slice(0, k);
}
