import { requireKind } from "../base/argument-kinds.ts";
import { meanOverQueries, type Queries } from "./queries.ts";
import { ranked } from "./ranked.ts";

/**
 * The share of queries with a relevant item among their k items with the greatest scores, Σ [rank of the first relevant
 * ≤ k] / queries; of equal scores the first ranks higher.
 *
 * Shapes: scores and relevances, for each query, [items]; an item is relevant if its relevance is above 0.
 * Throws: RangeError unless there are as many scores as relevances, or k is no positive integer.
 * Source: Deshpande, Karypis, "Item-Based Top-N Recommendation Algorithms", 2004, section 6.1.
 *
 * @example
 * metrics.hitRate([[3, 2, 1], [1, 2, 3]], [[0, 1, 0], [1, 0, 0]], { k: 2 }); // 0.5
 */
export function hitRate(
  scores: Queries,
  relevances: Queries,
  { k = 10 }: { readonly k?: number } = {},
): number {
  requireKind("array", "call hitRate", { scores, relevances });
  return meanOverQueries("a hit rate", [scores, relevances], k, (own, relevance) =>
    Number(
      ranked(own)
        .slice(0, k)
        .some((i) => relevance[i]! > 0),
    ),
  );
}
