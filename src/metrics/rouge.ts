import { requireKind } from "../base/argument-kinds.ts";
import { countNGrams, overlap } from "./n-grams.ts";

/** How much of a candidate is in the reference, and of the reference in the candidate. */
export interface RougeScore {
  readonly precision: number;
  readonly recall: number;
  /** Their harmonic mean. */
  readonly f1: number;
}

/**
 * ROUGE-N of a text: the n-grams of words that candidate and reference share, each as often as in the one where it is
 * rarer: precision = shared / those of the candidate, recall = shared / those of the reference, and their F1. Words are
 * runs of letters and digits, in lower case; they are not stemmed.
 *
 * Throws: RangeError if n is not a positive integer.
 * Source: Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004, section 2.
 *
 * @example
 * metrics.rougeN("police kill the gunman", "police killed the gunman", 1).recall; // 0.75
 */
export function rougeN(candidate: string, reference: string, n: number): RougeScore {
  requireKind("text", "call rougeN", { candidate, reference });
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(
      `Cannot compute ROUGE-N with n = ${n}: expected a positive integer. The usual are 1 and 2.`,
    );
  }
  const [own, expected] = [words(candidate), words(reference)];
  const shared = overlap(countNGrams(own, n), countNGrams(expected, n));
  return scoreOf(shared, Math.max(0, own.length - n + 1), Math.max(0, expected.length - n + 1));
}

/**
 * ROUGE-L of a text: the longest common subsequence of words of candidate and reference, words as in `rougeN`: precision
 * = length / candidate words, recall = length / reference words, and their F1.
 *
 * Source: Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004, section 3.1.
 *
 * @example
 * metrics.rougeL("the gunman kill police", "police killed the gunman").f1; // 0.5
 */
export function rougeL(candidate: string, reference: string): RougeScore {
  requireKind("text", "call rougeL", { candidate, reference });
  const [own, expected] = [words(candidate), words(reference)];
  let row = new Uint32Array(expected.length + 1);
  for (const word of own) {
    const next = new Uint32Array(row.length);
    for (const [j, other] of expected.entries()) {
      next[j + 1] = word === other ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!);
    }
    row = next;
  }
  return scoreOf(row[expected.length]!, own.length, expected.length);
}

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function scoreOf(shared: number, own: number, expected: number): RougeScore {
  const [precision, recall] = [own === 0 ? 0 : shared / own, expected === 0 ? 0 : shared / expected];
  return { precision, recall, f1: own + expected === 0 ? 0 : (2 * shared) / (own + expected) };
}
