import { requireKind } from "../base/argument-kinds.ts";
import { Random } from "../base/random.ts";
import type { Rows } from "./pca.ts";

/** How clusters are looked for. */
export interface KMeansOptions {
  /** Where chance comes from. Default 0. */
  readonly seed?: number;
  /** Starts, of which the best is kept. Default 10. */
  readonly starts?: number;
  /** The most rounds a start. Default 300. */
  readonly maxIterations?: number;
  /** The centers to start from, [k, columns], instead of random ones. */
  readonly initial?: Rows;
}

/** Clusters, found by `kMeans`. */
export interface KMeans {
  /** [k, columns]. */
  readonly centers: readonly Float64Array[];
  /** The cluster of each row. */
  readonly labels: Int32Array;
  /** The sum of squared distances from rows to their centers. */
  readonly inertia: number;
}

/**
 * k clusters of rows by Lloyd's rounds: each row goes to the nearest center, each center to the mean of its rows, until
 * nothing changes. Starts are k-means++: centers far from one another. A cluster that becomes empty gets the row farthest
 * from its center.
 *
 * Shapes: rows [n, …], whose other axes are columns.
 * Throws: RangeError if k is no integer from 1 to n, or something is not finite.
 * Source: Lloyd, "Least squares quantization in PCM", 1982; Arthur and Vassilvitskii, "k-means++", 2007.
 *
 * @example
 * kMeans({ shape: [4, 1], data: [0, 1, 9, 10] }, 2).inertia; // 1
 */
export function kMeans(rows: Rows, k: number, options: KMeansOptions = {}): KMeans {
  requireKind("shaped", "call kMeans", { rows });
  const { seed = 0, starts = 10, maxIterations = 300, initial } = options;
  const points = pointsOf(rows);
  if (
    !Number.isInteger(k) ||
    k < 1 ||
    k > points.length ||
    !points.every((point) => point.every(Number.isFinite))
  ) {
    throw new RangeError(
      `Cannot find ${k} clusters of rows of shape [${rows.shape.join(", ")}]: expected an integer from 1 to ${points.length}, and finite numbers. Pass at most as many clusters as rows, and fill what is missing.`,
    );
  }
  const given = initial && pointsOf(initial);
  if (given !== undefined && (given.length !== k || given[0]!.length !== points[0]!.length)) {
    throw new RangeError(
      `Cannot start from centers of shape [${initial!.shape.join(", ")}]: expected [${k}, ${points[0]!.length}], a row a cluster. Leave them out for k-means++.`,
    );
  }
  const random = new Random(seed);
  let best: KMeans | undefined;
  for (let start = 0; start < (given === undefined ? starts : 1); start++) {
    const found = lloyd(points, given ?? spread(points, k, random), maxIterations);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  if (best !== undefined) return best;
  throw new RangeError(
    `Cannot find clusters in ${starts} starts: expected at least one. Leave starts out for 10.`,
  );
}

function pointsOf({ shape, data }: Rows): Float64Array[] {
  const [n = 0, ...rest] = shape;
  const width = rest.reduce((product, extent) => product * extent, 1);
  return Array.from({ length: n }, (_, row) =>
    Float64Array.from({ length: width }, (_, i) => data[row * width + i]!),
  );
}

/** Centers drawn one after another with chances in proportion to the squared distance from those there are. */
function spread(points: readonly Float64Array[], k: number, random: Random): Float64Array[] {
  const centers = [random.pick(points)];
  const far = Float64Array.from(points, (point) => distance(point, centers[0]!));
  while (centers.length < k) {
    let left = random.uniform() * far.reduce((sum, value) => sum + value, 0);
    const drawn = far.findIndex((value) => (left -= value) < 0);
    centers.push(points[drawn < 0 ? random.integer(0, points.length) : drawn]!);
    points.forEach((point, i) => {
      far[i] = Math.min(far[i]!, distance(point, centers.at(-1)!));
    });
  }
  return centers;
}

function lloyd(
  points: readonly Float64Array[],
  start: readonly Float64Array[],
  maxIterations: number,
): KMeans {
  let centers = start;
  let labels = assigned(points, centers);
  for (let round = 0; round < maxIterations; round++) {
    centers = means(points, labels, centers);
    const next = assigned(points, centers);
    if (next.every((label, i) => label === labels[i])) break;
    labels = next;
  }
  const inertia = points.reduce((sum, point, i) => sum + distance(point, centers[labels[i]!]!), 0);
  return { centers, labels, inertia };
}

function assigned(points: readonly Float64Array[], centers: readonly Float64Array[]): Int32Array {
  return Int32Array.from(points, (point) => {
    const distances = centers.map((center) => distance(point, center));
    return distances.indexOf(Math.min(...distances));
  });
}

function means(
  points: readonly Float64Array[],
  labels: Int32Array,
  before: readonly Float64Array[],
): Float64Array[] {
  const sums = before.map((center) => new Float64Array(center.length));
  const counts = new Float64Array(before.length);
  points.forEach((point, i) => {
    counts[labels[i]!]!++;
    point.forEach((value, column) => (sums[labels[i]!]![column]! += value));
  });
  const far = points.map((point, i) => distance(point, before[labels[i]!]!));
  return sums.map((sum, cluster) => {
    if (counts[cluster]! > 0) return sum.map((value) => value / counts[cluster]!);
    const farthest = far.indexOf(Math.max(...far));
    far[farthest] = -1;
    return points[farthest]!.slice();
  });
}

function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
}
