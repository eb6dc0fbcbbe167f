/** The numbers of the entries from the greatest score to the least; equal scores in their order. */
export function ranked(scores: ArrayLike<number>): number[] {
  return Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** A run of equal scores in a ranking. */
export interface Tie {
  /** How many entries rank before it. */
  readonly start: number;
  /** The numbers of its entries. */
  readonly entries: readonly number[];
}

/** The entries from the greatest score to the least, those of equal scores together. */
export function rankedTies(scores: ArrayLike<number>): Tie[] {
  const ties: { start: number; entries: number[] }[] = [];
  for (const [rank, entry] of ranked(scores).entries()) {
    const last = ties.at(-1);
    if (last !== undefined && scores[last.entries[0]!] === scores[entry]) last.entries.push(entry);
    else ties.push({ start: rank, entries: [entry] });
  }
  return ties;
}
