/** What a byte-pair encoding is learnt with. */
export interface MergeOptions {
  readonly vocabSize: number;
  /** How often a pair must be seen to be merged. */
  readonly minFrequency: number;
  readonly specialTokens: readonly string[];
  /** Characters that get tokens although they may not be seen. */
  readonly initialAlphabet: readonly string[];
  readonly continuingSubwordPrefix: string;
  readonly endOfWordSuffix: string;
}

/** The tokens, in the order of their numbers, and the rules. */
export interface LearntMerges {
  readonly tokens: readonly string[];
  readonly merges: readonly (readonly [left: string, right: string])[];
}

interface Candidate {
  readonly left: number;
  readonly right: number;
  readonly count: number;
}

/** A pair of tokens as one number: vocabularies stay below 2²⁵. */
const keyOf = (left: number, right: number): number => left * 0x2000000 + right;

/**
 * Learns which tokens to merge from words with their counts: again and again the pair that is seen most often, of equals that of
 * the smallest numbers.
 *
 * Source: Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", 2016, algorithm 1.
 */
export function learnMerges(words: ReadonlyMap<string, number>, options: MergeOptions): LearntMerges {
  const tokens: string[] = [];
  const ids = new Map<string, number>();
  const idOf = (token: string): number => {
    let id = ids.get(token);
    if (id === undefined) {
      id = tokens.push(token) - 1;
      ids.set(token, id);
    }
    return id;
  };
  for (const token of options.specialTokens) idOf(token);
  const { rows, counts } = spell(words, options, idOf);
  const pairs = new PairCounts(rows, counts);
  const merges: [string, string][] = [];
  const heap = new CandidateHeap();
  for (const candidate of pairs.all()) heap.push(candidate);
  while (tokens.length < options.vocabSize) {
    const best = heap.pop();
    if (best === undefined) break;
    const count = pairs.count(best.left, best.right);
    if (count !== best.count) {
      // Merges of other pairs took some of these away.
      if (count > 0) heap.push({ ...best, count });
      continue;
    }
    if (count < Math.max(1, options.minFrequency)) break;
    const [left, right] = [tokens[best.left]!, tokens[best.right]!];
    merges.push([left, right]);
    const merged = idOf(left + right.slice(options.continuingSubwordPrefix.length));
    for (const key of pairs.merge(best.left, best.right, merged)) {
      const [a, b] = [Math.floor(key / 0x2000000), key % 0x2000000];
      const seen = pairs.count(a, b);
      if (seen > 0) heap.push({ left: a, right: b, count: seen });
    }
  }
  return { tokens, merges };
}

/** The words as numbers of characters, which are numbered in the order of their code points. */
function spell(
  words: ReadonlyMap<string, number>,
  { initialAlphabet, continuingSubwordPrefix, endOfWordSuffix }: MergeOptions,
  idOf: (token: string) => number,
): { rows: number[][]; counts: number[] } {
  const alphabet = new Set(initialAlphabet);
  const marked = new Set<string>();
  const spelt = Array.from(words, ([word, count]) => {
    const characters = Array.from(word);
    for (const character of characters) alphabet.add(character);
    const spelling = characters.map(
      (character, i) =>
        (i > 0 ? continuingSubwordPrefix : "") +
        character +
        (i === characters.length - 1 ? endOfWordSuffix : ""),
    );
    for (const token of spelling) marked.add(token);
    return { spelling, count };
  });
  const byCodePoint = (a: string, b: string): number => a.codePointAt(0)! - b.codePointAt(0)!;
  for (const token of [...alphabet].sort(byCodePoint)) idOf(token);
  for (const token of [...marked].filter((token) => !alphabet.has(token)).sort()) idOf(token);
  return { rows: spelt.map(({ spelling }) => spelling.map(idOf)), counts: spelt.map(({ count }) => count) };
}

/** How often each pair of neighbours is seen, and in which words. */
class PairCounts {
  private readonly rows: number[][];
  private readonly wordCounts: readonly number[];
  private readonly counts = new Map<number, number>();
  private readonly places = new Map<number, Set<number>>();

  constructor(rows: number[][], wordCounts: readonly number[]) {
    this.rows = rows;
    this.wordCounts = wordCounts;
    for (const [word, row] of rows.entries()) {
      for (let i = 0; i + 1 < row.length; i++) this.add(keyOf(row[i]!, row[i + 1]!), word, wordCounts[word]!);
    }
  }

  *all(): Generator<Candidate> {
    for (const [key, count] of this.counts) {
      yield { left: Math.floor(key / 0x2000000), right: key % 0x2000000, count };
    }
  }

  count(left: number, right: number): number {
    return this.counts.get(keyOf(left, right)) ?? 0;
  }

  /** Merges a pair wherever it stands; gives the pairs that are new. */
  merge(left: number, right: number, merged: number): Set<number> {
    const key = keyOf(left, right);
    const fresh = new Set<number>();
    for (const word of this.places.get(key) ?? []) {
      const row = this.rows[word]!;
      const count = this.wordCounts[word]!;
      for (let i = 0; i + 1 < row.length; i++) {
        if (row[i] !== left || row[i + 1] !== right) continue;
        if (i > 0) {
          this.add(keyOf(row[i - 1]!, left), word, -count);
          fresh.add(this.add(keyOf(row[i - 1]!, merged), word, count));
        }
        if (i + 2 < row.length) {
          this.add(keyOf(right, row[i + 2]!), word, -count);
          fresh.add(this.add(keyOf(merged, row[i + 2]!), word, count));
        }
        row[i] = merged;
        row.splice(i + 1, 1);
      }
    }
    this.counts.delete(key);
    this.places.delete(key);
    return fresh;
  }

  private add(key: number, word: number, count: number): number {
    this.counts.set(key, (this.counts.get(key) ?? 0) + count);
    if (count > 0) {
      const places = this.places.get(key);
      if (places === undefined) this.places.set(key, new Set([word]));
      else places.add(word);
    }
    return key;
  }
}

/** The pair that is seen most often, again and again. */
class CandidateHeap {
  private readonly entries: Candidate[] = [];

  push(candidate: Candidate): void {
    const { entries } = this;
    let at = entries.push(candidate) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(candidate, entries[parent]!)) break;
      entries[at] = entries[parent]!;
      at = parent;
    }
    entries[at] = candidate;
  }

  pop(): Candidate | undefined {
    const { entries } = this;
    const [first] = entries;
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && before(entries[child + 1]!, entries[child]!)) child++;
      if (!before(entries[child]!, last)) break;
      entries[at] = entries[child]!;
      at = child;
    }
    entries[at] = last;
    return first;
  }
}

function before(a: Candidate, b: Candidate): boolean {
  if (a.count !== b.count) return a.count > b.count;
  return a.left !== b.left ? a.left < b.left : a.right < b.right;
}
