/** What a beam search asks for, and how far it goes. */
export interface BeamSearchOptions {
  /** How many texts are searched for side by side. */
  readonly batch: number;
  /** How many beginnings of a text are kept. */
  readonly beams: number;
  /** The token that comes before all others. */
  readonly start: number;
  /** The token that ends a text. */
  readonly end: number;
  /** The most tokens of a text, its end included. */
  readonly maxLength: number;
  /** Scores are divided by length ** lengthPenalty: 0 prefers short texts, 1 compares means. Default: 1. */
  readonly lengthPenalty?: number;
  /**
   * The log-probabilities of the next token, a row a beginning, text by text. `tokens` are the last tokens of the beginnings, and
   * `from` says which row of the step before each of them goes on.
   */
  readonly step: (tokens: Int32Array, from: Int32Array) => Promise<ArrayLike<number>>;
}

interface Beginning {
  readonly tokens: readonly number[];
  readonly score: number;
  readonly row: number;
}

/**
 * The likeliest texts that are found when only the likeliest beginnings go on: of each text's beginnings, the `beams` ones with
 * the greatest sum of log-probabilities at each length.
 *
 * Returns a text's tokens, without start and end.
 *
 * Source: Graves, "Sequence Transduction with Recurrent Neural Networks", 2012, section 2.5; the penalty as in Wu and others,
 * "Google's Neural Machine Translation System", 2016, section 7, with (5 + length) / 6 in place of the length.
 */
export async function beamSearch(options: BeamSearchOptions): Promise<number[][]> {
  const { batch, beams, start, end, maxLength, lengthPenalty = 1, step } = options;
  const found = Array.from({ length: batch }, (): Found => ({ count: 0, tokens: [], score: -Infinity }));
  let all = found.map((_, text) => fresh(text * beams, beams));
  for (let length = 1; length <= maxLength && found.some(({ count }) => count < beams); length++) {
    const flat = all.flat();
    const scores = await step(
      Int32Array.from(flat, ({ tokens }) => tokens.at(-1) ?? start),
      Int32Array.from(flat, ({ row }) => row),
    );
    const vocabSize = scores.length / flat.length;
    all = all.map((beginnings, text) => {
      const candidates = beginnings.flatMap(({ tokens, score }, beam) => {
        const row = text * beams + beam;
        const next = greatest(scores, row * vocabSize, vocabSize, beams + 1);
        return next.map((token) => ({ row, token, tokens, score: score + scores[row * vocabSize + token]! }));
      });
      candidates.sort((a, b) => b.score - a.score);
      const kept: Beginning[] = [];
      for (const { row, token, tokens, score } of candidates) {
        if (kept.length === beams) break;
        const longer = token === end ? tokens : [...tokens, token];
        if (token !== end) kept.push({ tokens: longer, score, row });
        if (token === end || length === maxLength)
          keepBest(found[text]!, longer, score / length ** lengthPenalty);
      }
      return kept;
    });
  }
  return found.map(({ tokens }) => [...tokens]);
}

/** The best text that has ended, and how many have. */
interface Found {
  count: number;
  tokens: readonly number[];
  score: number;
}

function keepBest(found: Found, tokens: readonly number[], score: number): void {
  found.count++;
  if (score <= found.score) return;
  found.tokens = tokens;
  found.score = score;
}

/** Beginnings without a token, of which one counts, since they are alike. */
function fresh(row: number, beams: number): Beginning[] {
  return Array.from({ length: beams }, (_, beam) => ({
    tokens: [],
    score: beam === 0 ? 0 : -Infinity,
    row: row + beam,
  }));
}

/** The places of the greatest `count` of some scores, the greatest first. */
function greatest(scores: ArrayLike<number>, from: number, length: number, count: number): number[] {
  const places: number[] = [];
  for (let place = 0; place < length; place++) {
    const score = scores[from + place]!;
    if (places.length === count && score <= scores[from + places[count - 1]!]!) continue;
    let at = places.length;
    while (at > 0 && score > scores[from + places[at - 1]!]!) at--;
    places.splice(at, 0, place);
    if (places.length > count) places.pop();
  }
  return places;
}
