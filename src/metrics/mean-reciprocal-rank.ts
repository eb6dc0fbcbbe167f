import { requireKind } from "../base/argument-kinds.ts";
import { meanOverQueries, type Queries } from "./queries.ts";
import { ranked } from "./ranked.ts";

/**
 * The mean over queries of 1 / rank of the first relevant item, 0 where there is none; of equal scores the first ranks
 * higher.
 *
 * Shapes: scores and relevances, for each query, [items]; an item is relevant if its relevance is above 0.
 * Throws: RangeError unless there are as many scores as relevances.
 * Source: Voorhees, "The TREC-8 Question Answering Track Report", 1999.
 *
 * @example
 * metrics.meanReciprocalRank([[3, 2, 1], [1, 2, 3]], [[0, 1, 0], [0, 0, 1]]); // 0.75
 */
export function meanReciprocalRank(scores: Queries, relevances: Queries): number {
  requireKind("array", "call meanReciprocalRank", { scores, relevances });
  return meanOverQueries("a mean reciprocal rank", [scores, relevances], undefined, (own, relevance) => {
    const first = ranked(own).findIndex((i) => relevance[i]! > 0);
    return first === -1 ? 0 : 1 / (1 + first);
  });
}
