/**
 * Classifies texts by which words and pairs of neighbouring words they have: log p(class) + Σ log p(term | class), each
 * counted once a text, with one added to each count.
 *
 * Source: Wang, Manning, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification", 2012, section 2.1.
 */
export class BigramNaiveBayes {
  readonly #priors: readonly number[];
  readonly #scores = new Map<string, readonly number[]>();

  /** Throws: RangeError unless there is a label for each text. */
  constructor(texts: readonly (readonly string[])[], labels: ArrayLike<number>, numClasses: number) {
    if (texts.length !== labels.length) {
      throw new RangeError(
        `Cannot learn classes of ${texts.length} texts from ${labels.length} labels: expected as many, got ` +
          `${labels.length}. Give each text a label.`,
      );
    }
    const counts = new Map<string, number[]>();
    const totals = new Array<number>(numClasses).fill(0);
    const priors = new Array<number>(numClasses).fill(0);
    for (const [i, words] of texts.entries()) {
      const label = labels[i]!;
      priors[label]!++;
      for (const term of termsOf(words)) {
        const count = counts.get(term) ?? new Array<number>(numClasses).fill(0);
        count[label]!++;
        totals[label]!++;
        counts.set(term, count);
      }
    }
    this.#priors = priors.map((count) => Math.log(count / texts.length));
    for (const [term, count] of counts) {
      this.#scores.set(
        term,
        count.map((one, label) => Math.log((one + 1) / (totals[label]! + counts.size))),
      );
    }
  }

  /** The likeliest class of a text. Terms that were never seen count nothing. */
  predict(words: readonly string[]): number {
    const sums = [...this.#priors];
    for (const term of termsOf(words)) {
      for (const [label, score] of (this.#scores.get(term) ?? []).entries()) sums[label]! += score;
    }
    return sums.indexOf(Math.max(...sums));
  }
}

/** Words, and pairs of neighbours. */
function termsOf(words: readonly string[]): Set<string> {
  return new Set([...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)]);
}
