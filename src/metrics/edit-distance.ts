import { requireKind } from "../base/argument-kinds.ts";

/**
 * The fewest insertions, deletions and substitutions that make one sequence of the other: d(i, j) = min(d(i − 1, j) + 1,
 * d(i, j − 1) + 1, d(i − 1, j − 1) + [a[i] ≠ b[j]]).
 *
 * Source: Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", 1966; Wagner, Fischer,
 * "The String-to-String Correction Problem", 1974.
 *
 * @example
 * metrics.editDistance([..."kitten"], [..."sitting"]); // 3
 */
export function editDistance<Element>(a: readonly Element[], b: readonly Element[]): number {
  requireKind("array", "call editDistance", { a, b });
  let row = Uint32Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, own] of a.entries()) {
    const next = Uint32Array.of(i + 1, ...row.subarray(1));
    for (const [j, other] of b.entries()) {
      next[j + 1] = Math.min(row[j]! + Number(own !== other), row[j + 1]! + 1, next[j]! + 1);
    }
    row = next;
  }
  return row[b.length]!;
}
