import { byCodePoints, type TermOptions } from "./text-terms.ts";

/** Which terms of training texts are kept. */
export interface VocabularyOptions extends TermOptions {
  /** In how many texts a term is at least, or in which share of them if below 1. Default 1. */
  readonly minDf?: number;
  /** In how many texts a term is at most, or in which share of them if not above 1. Default 1, all of them. */
  readonly maxDf?: number;
  /** How many terms are kept, the most frequent; of equals the first by their characters. Default: all. */
  readonly maxFeatures?: number;
  /** The terms, in the order of their columns. Default: those of the training texts, sorted. */
  readonly vocabulary?: readonly string[];
  /** Whether a term counts once a text. Default false. */
  readonly binary?: boolean;
}

/** Throws: RangeError if an option cannot be. */
export function checkVocabularyOptions(what: string, options: VocabularyOptions): void {
  const { minDf = 1, maxDf = 1, maxFeatures = 1, vocabulary } = options;
  for (const [name, value] of Object.entries({ minDf, maxDf })) {
    if (value > 0 && (value <= 1 || Number.isInteger(value))) continue;
    throw new RangeError(
      `Cannot make ${what} with ${name} = ${value}: expected a share of the texts up to 1, or how many. Leave it out for all terms.`,
    );
  }
  if (!Number.isInteger(maxFeatures) || maxFeatures < 1) {
    throw new RangeError(
      `Cannot make ${what} with maxFeatures = ${maxFeatures}: expected a positive integer. Leave it out for all terms.`,
    );
  }
  if (vocabulary !== undefined && (vocabulary.length === 0 || new Set(vocabulary).size < vocabulary.length)) {
    throw new RangeError(
      `Cannot make ${what} with a vocabulary of ${vocabulary.length} terms: expected different terms, at least one. Leave it out for those of the training texts.`,
    );
  }
}

/** The terms to keep, in the order of their columns. Throws: RangeError if none is left. */
export function vocabularyOf(
  what: string,
  texts: readonly (readonly string[])[],
  options: VocabularyOptions,
): readonly string[] {
  const { minDf = 1, maxDf = 1, maxFeatures = Number.POSITIVE_INFINITY, vocabulary } = options;
  if (vocabulary !== undefined) return vocabulary;
  const [occurrences, documents] = [new Map<string, number>(), new Map<string, number>()];
  for (const terms of texts) {
    for (const term of terms) occurrences.set(term, (occurrences.get(term) ?? 0) + 1);
    for (const term of new Set(terms)) documents.set(term, (documents.get(term) ?? 0) + 1);
  }
  const least = minDf < 1 ? minDf * texts.length : minDf;
  const most = maxDf <= 1 ? maxDf * texts.length : maxDf;
  let kept = [...documents]
    .filter(([, count]) => count >= least && count <= most)
    .map(([term]) => term)
    .sort(byCodePoints);
  if (kept.length === 0) {
    throw new RangeError(
      `Cannot fit ${what} on ${texts.length} texts: expected terms that are in ${least} to ${most} of them, got none of ${documents.size}. Check stopWords, minDf and maxDf.`,
    );
  }
  if (kept.length > maxFeatures) {
    const frequent = [...kept].sort((a, b) => occurrences.get(b)! - occurrences.get(a)!);
    const chosen = new Set(frequent.slice(0, maxFeatures));
    kept = kept.filter((term) => chosen.has(term));
  }
  return kept;
}

/** A column for each term: how often it is in each text. */
export function countTerms(
  texts: readonly (readonly string[])[],
  vocabulary: readonly string[],
  binary = false,
): Float64Array[] {
  const numbers = new Map(vocabulary.map((term, i) => [term, i]));
  const columns = vocabulary.map(() => new Float64Array(texts.length));
  for (const [row, terms] of texts.entries()) {
    for (const term of terms) {
      const column = columns[numbers.get(term) ?? -1];
      if (column !== undefined) column[row] = binary ? 1 : column[row]! + 1;
    }
  }
  return columns;
}
