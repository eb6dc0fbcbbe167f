import { PieceTrie } from "./piece-trie.ts";

/** Pieces with the logarithms of their probabilities. */
export type ScoredPieces = readonly (readonly [piece: string, score: number])[];

/** The longest pieces that are tried, and how many for each that is to stay. */
const longest = 16;
const seeds = 20;
/** The share of pieces that each round of pruning leaves. */
const shrinking = 0.75;

/**
 * Learns the pieces of a Unigram model from words with their counts: begins with frequent substrings, fits probabilities by
 * expectation maximization, drops the pieces that the texts' likelihood misses least, and so on until `size` are left.
 * Single characters always stay.
 *
 * Source: Kudo, "Subword Regularization", 2018, section 3.2; SentencePiece, `unigram_model_trainer.cc`.
 */
export function learnUnigrams(words: ReadonlyMap<string, number>, size: number): ScoredPieces {
  let pieces = seedPieces(words, size * seeds);
  const wanted = Math.ceil(size * 1.1);
  for (;;) {
    for (let i = 0; i < 2; i++) pieces = maximize(pieces, expectedCounts(words, pieces));
    if (pieces.length <= wanted) break;
    pieces = prune(words, pieces, Math.max(wanted, Math.floor(pieces.length * shrinking)));
  }
  const byScore = [...pieces].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const characters = byScore.filter(([piece]) => isCharacter(piece));
  const others = byScore
    .filter(([piece]) => !isCharacter(piece))
    .slice(0, Math.max(0, size - characters.length));
  return [...characters, ...others].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function isCharacter(piece: string): boolean {
  return piece.length === 1 || (piece.length === 2 && piece.codePointAt(0)! > 0xffff);
}

/** All characters, and the substrings that cover most. */
function seedPieces(words: ReadonlyMap<string, number>, most: number): ScoredPieces {
  const characters = new Map<string, number>();
  const substrings = new Map<string, number>();
  for (const [word, count] of words) {
    const letters = Array.from(word);
    for (let from = 0; from < letters.length; from++) {
      characters.set(letters[from]!, (characters.get(letters[from]!) ?? 0) + count);
      let piece = letters[from]!;
      for (let to = from + 1; to < Math.min(letters.length, from + longest); to++) {
        piece += letters[to]!;
        substrings.set(piece, (substrings.get(piece) ?? 0) + count);
      }
    }
  }
  const covering = [...substrings]
    .filter(([, count]) => count > 1)
    .map(([piece, count]) => [piece, count * piece.length] as const);
  covering.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const all = [...characters, ...covering.slice(0, most)];
  const sum = Math.log(all.reduce((total, [, count]) => total + count, 0));
  return all.map(([piece, count]) => [piece, Math.log(count) - sum]);
}

/** How often each piece is expected to be used, over all ways to take each word apart. */
function expectedCounts(words: ReadonlyMap<string, number>, pieces: ScoredPieces): Float64Array {
  const trie = new PieceTrie(pieces.map(([piece]) => piece));
  const counts = new Float64Array(pieces.length);
  for (const [word, times] of words) {
    const edges = edgesOf(word, trie);
    const forward = new Float64Array(word.length + 1).fill(Number.NEGATIVE_INFINITY);
    const backward = forward.slice();
    forward[0] = backward[word.length] = 0;
    for (const { from, to, id } of edges) forward[to] = logAdd(forward[to]!, forward[from]! + pieces[id]![1]);
    for (const { from, to, id } of edges.reverse()) {
      backward[from] = logAdd(backward[from]!, backward[to]! + pieces[id]![1]);
    }
    const all = forward[word.length]!;
    for (const { from, to, id } of edges) {
      counts[id]! += times * Math.exp(forward[from]! + pieces[id]![1] + backward[to]! - all);
    }
  }
  return counts;
}

/** Probabilities from counts; pieces that hardly anything uses go. A count's logarithm is that of a sparse prior. */
function maximize(pieces: ScoredPieces, counts: Float64Array): ScoredPieces {
  const kept = pieces.map(([piece], id) => [piece, Math.max(counts[id]!, 1e-3)] as const);
  const used = kept.filter(([piece, count]) => count >= 0.5 || isCharacter(piece));
  const sum = digamma(used.reduce((total, [, count]) => total + count, 0));
  return used.map(([piece, count]) => [piece, digamma(Math.max(count, 0.5)) - sum]);
}

/** Drops the pieces whose loss costs least: how often the best ways use them, times what the best other way costs. */
function prune(words: ReadonlyMap<string, number>, pieces: ScoredPieces, left: number): ScoredPieces {
  const trie = new PieceTrie(pieces.map(([piece]) => piece));
  const uses = new Float64Array(pieces.length);
  for (const [word, count] of words) for (const id of bestPath(word, trie, pieces)) uses[id]! += count;
  const losses = pieces.map(([piece, score], id) => {
    if (isCharacter(piece)) return { id, loss: Number.POSITIVE_INFINITY };
    const other = bestPath(piece, trie, pieces, id).reduce((sum, each) => sum + pieces[each]![1], 0);
    return { id, loss: uses[id]! * (score - other) };
  });
  losses.sort((a, b) => b.loss - a.loss || a.id - b.id);
  return losses
    .slice(0, left)
    .sort((a, b) => a.id - b.id)
    .map(({ id }) => pieces[id]!);
}

/** The pieces of the most probable way to take a word apart, without one of them if told. */
function bestPath(word: string, trie: PieceTrie, pieces: ScoredPieces, without = -1): number[] {
  const best = new Float64Array(word.length + 1).fill(Number.NEGATIVE_INFINITY);
  const last: { from: number; id: number }[] = [];
  best[0] = 0;
  for (const { from, to, id } of edgesOf(word, trie)) {
    const score = best[from]! + pieces[id]![1];
    if (id === without || score <= best[to]!) continue;
    best[to] = score;
    last[to] = { from, id };
  }
  const path: number[] = [];
  for (let at = word.length; at > 0 && last[at] !== undefined; at = last[at]!.from) path.push(last[at]!.id);
  return path;
}

/** Where pieces stand in a word, from left to right. */
function edgesOf(word: string, trie: PieceTrie): { from: number; to: number; id: number }[] {
  const edges: { from: number; to: number; id: number }[] = [];
  for (let from = 0; from < word.length; from++) {
    trie.prefixesAt(word, from, (id, to) => edges.push({ from, to, id }));
  }
  return edges;
}

function logAdd(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  return small === Number.NEGATIVE_INFINITY ? large : large + Math.log1p(Math.exp(small - large));
}

/** The derivative of log Γ. Source: Abramowitz and Stegun, 6.3.5 and 6.3.18. */
function digamma(x: number): number {
  let shifted = x;
  let result = 0;
  for (; shifted < 7; shifted++) result -= 1 / shifted;
  const square = 1 / (shifted * shifted);
  return result + Math.log(shifted) - 0.5 / shifted - square * (1 / 12 - square * (1 / 120 - square / 252));
}
