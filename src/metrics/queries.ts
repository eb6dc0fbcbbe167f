import { requireKind } from "../base/argument-kinds.ts";
import { requireSameLength } from "./same-length.ts";

/** Numbers of the items of each query. */
export type Queries = readonly ArrayLike<number>[];

/**
 * The mean of a number of each query, which has scores and relevances of its items.
 *
 * Throws: RangeError unless there are as many of both, for each query, and `k` is a positive integer if it is given.
 */
export function meanOverQueries(
  what: string,
  [scores, relevances]: readonly [Queries, Queries],
  k: number | undefined,
  measure: (scores: ArrayLike<number>, relevance: ArrayLike<number>) => number,
): number {
  requireSameLength(what, ["queries", scores], ["lists of relevances", relevances]);
  if (k !== undefined && !(Number.isInteger(k) && k > 0)) {
    throw new RangeError(`Cannot compute ${what} with k = ${k}: expected a positive integer. Pass 10, say.`);
  }
  let sum = 0;
  for (const [i, own] of scores.entries()) {
    const relevance = relevances[i]!;
    requireKind("list", `compute ${what}`, { scores: own, relevances: relevance });
    requireSameLength(`${what} of query ${i}`, ["scores", own], ["relevances", relevance]);
    sum += measure(own, relevance);
  }
  return sum / scores.length;
}
