import { requireKind } from "../base/argument-kinds.ts";
import { predictedClasses } from "../metrics/index.ts";
import { finiteRows, labelledRows } from "./labelled-rows.ts";
import type { Rows } from "./pca.ts";

/** A classifier by examples, made by `fitKNearestNeighbors`. */
export interface KNearestNeighbors {
  /** The share of each class among the neighbours of each row: [rows · numClasses], row by row. */
  probabilities(rows: Rows): Float64Array;
  /** The class with the greatest share in each row, the first of equals. */
  predict(rows: Rows): Int32Array;
}

/** How neighbours vote. */
export interface KNearestNeighborsOptions {
  /** How many classes there are. */
  readonly numClasses: number;
  /** How many neighbours vote. Default 5. */
  readonly k?: number;
  /** Whether all votes count alike, or by 1 / distance. Default "uniform". */
  readonly weights?: "uniform" | "distance";
}

/**
 * Classifies a row as most of its k nearest training rows are, by Euclidean distance; of rows equally far the first count. It
 * learns nothing: each prediction goes through all training rows. Features of different units need scaling first.
 *
 * Shapes: rows [n, …], whose other axes are columns; labels [n], integers from 0.
 * Throws: RangeError if k is no integer from 1 to n, a label is none of the classes, or something is not finite.
 * Source: Fix and Hodges, "Discriminatory analysis, nonparametric discrimination", 1951; Cover and Hart, "Nearest neighbor
 * pattern classification", 1967; scikit-learn, `KNeighborsClassifier`.
 *
 * @example
 * const neighbors = fitKNearestNeighbors({ shape: [4, 1], data: [0, 1, 9, 10] }, [0, 0, 1, 1], { numClasses: 2, k: 3 });
 * neighbors.predict({ shape: [2, 1], data: [2, 8] }); // Int32Array [0, 1]
 */
export function fitKNearestNeighbors(
  rows: Rows,
  labels: ArrayLike<number>,
  options: KNearestNeighborsOptions,
): KNearestNeighbors {
  requireKind("shaped", "call fitKNearestNeighbors", { rows });
  requireKind("list", "call fitKNearestNeighbors", { labels });
  requireKind("options", "call fitKNearestNeighbors", { options });
  const { numClasses, k = 5, weights = "uniform" } = options;
  const what = "nearest neighbours";
  const fitted = labelledRows(what, rows, labels, numClasses);
  const { points } = fitted;
  if (!Number.isInteger(k) || k < 1 || k > points.length || !["uniform", "distance"].includes(weights)) {
    throw new RangeError(
      `Cannot fit ${what} with k = ${k} and weights = ${JSON.stringify(weights)} to ${points.length} rows: expected an integer from 1 to ${points.length}, and "uniform" or "distance". Leave weights out for "uniform".`,
    );
  }
  const probabilities = (given: Rows): Float64Array => {
    const queries = finiteRows(what, given, fitted.features);
    const result = new Float64Array(queries.length * numClasses);
    for (const [row, query] of queries.entries()) {
      const own = result.subarray(row * numClasses, (row + 1) * numClasses);
      const near = nearest(query, points, k);
      const same = near.some(({ distance }) => distance === 0);
      for (const { at, distance } of near) {
        const byDistance = same ? Number(distance === 0) : 1 / distance;
        own[fitted.labels[at]!]! += weights === "uniform" ? 1 : byDistance;
      }
      const sum = own.reduce((all, votes) => all + votes, 0);
      own.forEach((votes, c) => (own[c] = votes / sum));
    }
    return result;
  };
  return { probabilities, predict: (given) => predictedClasses(probabilities(given), numClasses) };
}

interface Neighbor {
  readonly at: number;
  readonly distance: number;
}

/** The k nearest, kept in order while all points are walked through. */
function nearest(query: Float64Array, points: readonly Float64Array[], k: number): Neighbor[] {
  const near: { at: number; distance: number }[] = [];
  for (const [at, point] of points.entries()) {
    let square = 0;
    for (let i = 0; i < query.length; i++) square += (query[i]! - point[i]!) ** 2;
    const farthest = near.at(-1);
    if (near.length === k && farthest !== undefined && square >= farthest.distance) continue;
    let place = near.length;
    while (place > 0 && near[place - 1]!.distance > square) place--;
    near.splice(place, 0, { at, distance: square });
    if (near.length > k) near.pop();
  }
  return near.map(({ at, distance }) => ({ at, distance: Math.sqrt(distance) }));
}
