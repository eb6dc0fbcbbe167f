import type { MergeTable } from "./merge-table.ts";

/** Symbols in a row, of which neighbours become one: numbers of tokens with the units that each covers. */
export interface Symbols {
  readonly ids: number[];
  readonly starts: number[];
  readonly ends: number[];
}

/** So many symbols are looked through anew after each merge; more are kept in a heap. */
const few = 64;

/**
 * Merges neighbours by a byte-pair encoding's rules, the most urgent first and the leftmost of equals, until none fits. Changes the
 * symbols in place.
 *
 * Source: Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", 2016, algorithm 1.
 */
export function mergeSymbols(symbols: Symbols, merges: MergeTable): void {
  if (symbols.ids.length <= few) mergeFew(symbols, merges);
  else mergeMany(symbols, merges);
}

function mergeFew({ ids, starts, ends }: Symbols, merges: MergeTable): void {
  const ranks: number[] = [];
  for (let i = 0; i + 1 < ids.length; i++) ranks.push(merges.rankOf(ids[i]!, ids[i + 1]!));
  for (;;) {
    let best = -1;
    let at = -1;
    for (let i = 0; i < ranks.length; i++) {
      const rank = ranks[i]!;
      if (rank >= 0 && (best < 0 || rank < best)) {
        best = rank;
        at = i;
      }
    }
    if (at < 0) return;
    ids[at] = merges.merged[best]!;
    ends[at] = ends[at + 1]!;
    ids.splice(at + 1, 1);
    starts.splice(at + 1, 1);
    ends.splice(at + 1, 1);
    ranks.splice(at, 1);
    if (at < ranks.length) ranks[at] = merges.rankOf(ids[at]!, ids[at + 1]!);
    if (at > 0) ranks[at - 1] = merges.rankOf(ids[at - 1]!, ids[at]!);
  }
}

function mergeMany({ ids, starts, ends }: Symbols, merges: MergeTable): void {
  const length = ids.length;
  const next = Int32Array.from({ length }, (_, i) => i + 1);
  const previous = Int32Array.from({ length }, (_, i) => i - 1);
  const heap = new RankHeap(length);
  const offer = (i: number): void => {
    const rank = merges.rankOf(ids[i]!, ids[next[i]!]!);
    if (rank >= 0) heap.push(rank * length + i);
  };
  for (let i = 0; i + 1 < length; i++) offer(i);
  for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) {
    const rank = Math.floor(entry / length);
    const at = entry % length;
    const right = next[at]!;
    // What was offered may have been merged with another neighbour since.
    if (ids[at]! < 0 || right >= length || merges.rankOf(ids[at]!, ids[right]!) !== rank) continue;
    ids[at] = merges.merged[rank]!;
    ends[at] = ends[right]!;
    ids[right] = -1;
    next[at] = next[right]!;
    if (next[at]! < length) {
      previous[next[at]!] = at;
      offer(at);
    }
    if (previous[at]! >= 0) offer(previous[at]!);
  }
  let kept = 0;
  for (let i = 0; i < length; i = next[i]!) {
    ids[kept] = ids[i]!;
    starts[kept] = starts[i]!;
    ends[kept++] = ends[i]!;
  }
  ids.length = starts.length = ends.length = kept;
}

/** The least of many numbers, again and again: a binary heap. */
class RankHeap {
  private readonly entries: Float64Array;
  private size = 0;

  /** For symbols of which each merge takes one away and offers two at most. */
  constructor(symbols: number) {
    this.entries = new Float64Array(3 * symbols);
  }

  push(entry: number): void {
    const { entries } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (entries[parent]! <= entry) break;
      entries[at] = entries[parent]!;
      at = parent;
    }
    entries[at] = entry;
  }

  pop(): number | undefined {
    const { entries } = this;
    if (this.size === 0) return undefined;
    const least = entries[0]!;
    const last = entries[--this.size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && entries[child + 1]! < entries[child]!) child++;
      if (entries[child]! >= last) break;
      entries[at] = entries[child]!;
      at = child;
    }
    entries[at] = last;
    return least;
  }
}
