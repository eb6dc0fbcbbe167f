import { requireKind } from "../base/argument-kinds.ts";
import { meanOverQueries, type Queries } from "./queries.ts";
import { rankedTies } from "./ranked.ts";

/**
 * The normalised discounted cumulative gain, Σ relevance / log₂(1 + rank) over the first k ranks, divided by the greatest
 * that any order of the items has; the mean over queries. Items of equal scores share their ranks, and a query without a
 * relevant item counts 0.
 *
 * Shapes: scores and relevances, for each query, [items]; relevances are at least 0.
 * Throws: RangeError unless there are as many scores as relevances, or k is no positive integer.
 * Source: Järvelin, Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002; ties: McSherry, Najork, "Computing
 * Information Retrieval Performance Measures Efficiently in the Presence of Tied Scores", 2008.
 *
 * @example
 * metrics.ndcg([[3, 2, 1]], [[0, 1, 1]]); // 0.69343
 */
export function ndcg(scores: Queries, relevances: Queries, { k }: { readonly k?: number } = {}): number {
  requireKind("array", "call ndcg", { scores, relevances });
  return meanOverQueries("an NDCG", [scores, relevances], k, (own, relevance) => {
    const greatest = gain(relevance, relevance, k);
    return greatest === 0 ? 0 : gain(own, relevance, k) / greatest;
  });
}

function gain(scores: ArrayLike<number>, relevance: ArrayLike<number>, k = scores.length): number {
  let sum = 0;
  for (const { start, entries } of rankedTies(scores)) {
    const mean = entries.reduce((total, i) => total + relevance[i]!, 0) / entries.length;
    for (let rank = start; rank < Math.min(k, start + entries.length); rank++) {
      sum += mean / Math.log2(2 + rank);
    }
  }
  return sum;
}
