import { requireKind } from "../base/argument-kinds.ts";
import { Vocabulary } from "./vocabulary.ts";
import { WordVectors } from "./word-vectors.ts";

/** What word2vec is trained with: the names and defaults of `word2vec.c`. */
export interface TrainWord2vecOptions {
  /** Whether a word foretells those around it (skip-gram), or they foretell it (CBOW). Default "skip-gram". */
  readonly model?: "skip-gram" | "cbow";
  /** Numbers a word. Default 100. */
  readonly vectorSize?: number;
  /** How many words to each side count at most; near ones count more often. Default 5. */
  readonly window?: number;
  /** How many words that are not there each word is told from. Default 5. */
  readonly negative?: number;
  /** How often all sentences are gone through. Default 5. */
  readonly epochs?: number;
  /** The learning rate at first; it falls to a ten-thousandth of that. Default 0.025, with CBOW 0.05. */
  readonly lr?: number;
  /** Words of a greater share than about this are left out at random. Default 1e-3. */
  readonly sample?: number;
  /** How often a word must be seen. Default 5. */
  readonly minFrequency?: number;
  /** Where random numbers come from. Default 1. */
  readonly seed?: number;
}

/**
 * Trains word vectors so that words with like neighbours are near each other: for a word w beside c, and words n drawn by their
 * counts^¾, log σ(c · w) + Σ log σ(−n · w) is made great. The same sentences and options give the same bits.
 *
 * Throws: RangeError if no word is seen often enough, or an option is out of its range.
 * Source: Mikolov et al., "Distributed Representations of Words and Phrases and their Compositionality", 2013, sections 2.2 and
 * 2.3; for CBOW "Efficient Estimation of Word Representations in Vector Space", 2013, section 3.1.
 *
 * @example
 * const vectors = trainWord2vec([["a", "b"], ["b", "a"]], { vectorSize: 4, minFrequency: 1 });
 * vectors.dimensions; // 4
 */
export function trainWord2vec(
  sentences: readonly (readonly string[])[],
  options: TrainWord2vecOptions = {},
): WordVectors {
  requireKind("iterable", "train word vectors", { sentences });
  for (const sentence of sentences) requireKind("iterable", "train word vectors", { sentences: sentence });
  const { model = "skip-gram", vectorSize = 100, window = 5, negative = 5, epochs = 5 } = options;
  const { lr = model === "cbow" ? 0.05 : 0.025, sample = 1e-3, minFrequency = 5, seed = 1 } = options;
  requirePositive({ vectorSize, window, negative, epochs, minFrequency });
  const counts = new Map<string, number>();
  for (const sentence of sentences)
    for (const word of sentence) counts.set(word, (counts.get(word) ?? 0) + 1);
  const vocabulary = Vocabulary.fromCounts(counts, { unknown: null, minFrequency });
  if (vocabulary.size === 0) {
    throw new RangeError(
      `Cannot train word vectors on ${sentences.length} sentences: expected words that are seen at least ${minFrequency} times, got ` +
        `none. Lower minFrequency, and give each sentence as a list of words.`,
    );
  }
  const rows = sentences.map((sentence) =>
    vocabulary.encode(sentence.filter((word) => vocabulary.has(word))),
  );
  const total = rows.reduce((sum, row) => sum + row.length, 0);
  const frequencies = vocabulary.tokens.map((word) => counts.get(word)!);
  const random = xorshift(seed);
  const noise = noiseTable(frequencies);
  const keep = frequencies.map(
    (count) => (Math.sqrt(count / (sample * total)) + 1) * ((sample * total) / count),
  );
  const inputs = new Float32Array(vocabulary.size * vectorSize).map(() => (random() - 0.5) / vectorSize);
  const outputs = new Float32Array(vocabulary.size * vectorSize);
  const hidden = new Float32Array(vectorSize);
  const change = new Float32Array(vectorSize);

  /** Moves the outputs of a word and of some that are not there, and says how `hidden` is to change. */
  const foretell = (word: number, rate: number): void => {
    change.fill(0);
    for (let n = 0; n <= negative; n++) {
      const target = n === 0 ? word : noise[Math.floor(random() * noise.length)]!;
      if (n > 0 && target === word) continue;
      const at = target * vectorSize;
      let score = 0;
      for (let i = 0; i < vectorSize; i++) score += hidden[i]! * outputs[at + i]!;
      const step = rate * ((n === 0 ? 1 : 0) - 1 / (1 + Math.exp(-score)));
      for (let i = 0; i < vectorSize; i++) {
        change[i]! += step * outputs[at + i]!;
        outputs[at + i]! += step * hidden[i]!;
      }
    }
  };

  let done = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const row of rows) {
      const rate = lr * Math.max(1e-4, 1 - done / (epochs * total));
      done += row.length;
      const words = row.filter((word) => keep[word]! >= random());
      for (const [at, word] of words.entries()) {
        const reach = 1 + Math.floor(random() * window);
        const around = words.slice(Math.max(0, at - reach), at).concat(words.slice(at + 1, at + reach + 1));
        if (model === "skip-gram") {
          for (const other of around) {
            hidden.set(inputs.subarray(other * vectorSize, (other + 1) * vectorSize));
            foretell(word, rate);
            add(inputs, other * vectorSize, change);
          }
        } else if (around.length > 0) {
          hidden.fill(0);
          for (const other of around) {
            for (let i = 0; i < vectorSize; i++)
              hidden[i]! += inputs[other * vectorSize + i]! / around.length;
          }
          foretell(word, rate);
          for (const other of around) add(inputs, other * vectorSize, change);
        }
      }
    }
  }
  return new WordVectors(vocabulary.tokens, inputs);
}

function add(to: Float32Array, at: number, vector: Float32Array): void {
  for (let i = 0; i < vector.length; i++) to[at + i]! += vector[i]!;
}

/** Words as often as they are to be drawn: by their counts^¾. */
function noiseTable(counts: readonly number[]): Int32Array {
  const weights = counts.map((count) => count ** 0.75);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const table = new Int32Array(Math.max(1000, Math.min(1e6, counts.length * 100)));
  let word = 0;
  let reached = weights[0]! / sum;
  for (let i = 0; i < table.length; i++) {
    table[i] = word;
    while ((i + 1) / table.length > reached && word + 1 < weights.length) reached += weights[++word]! / sum;
  }
  return table;
}

/** Numbers from 0 to 1: of this many each costs much of the time. Source: Marsaglia, "Xorshift RNGs", 2003. */
function xorshift(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function requirePositive(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new RangeError(
      `Cannot train word vectors with ${name} = ${value}: expected a positive integer. Leave it out for the default.`,
    );
  }
}
