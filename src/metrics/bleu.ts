import { requireKind } from "../base/argument-kinds.ts";
import { tokenize13a } from "./bleu-tokens.ts";
import { countNGrams, overlap } from "./n-grams.ts";
import { requireSameLength } from "./same-length.ts";

/** How texts are split into words. */
export interface BleuOptions {
  /** `13a` as the WMT campaigns do, `none` at white space. Default: `13a`. */
  readonly tokenize?: "13a" | "none";
  /** Whether upper case is made lower. Default: false. */
  readonly lowercase?: boolean;
}

/** A BLEU score and what it is made of. */
export interface Bleu {
  /** From 0 to 100. */
  readonly score: number;
  /** The shares of n-grams, n from 1 to 4, that are in a reference, from 0 to 100, after smoothing. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
  /** Words of all hypotheses, and of the references nearest to them in length. */
  readonly hypothesisLength: number;
  readonly referenceLength: number;
  /** What the score depends on, as sacreBLEU writes it, without its version. */
  readonly signature: string;
}

const orders = [1, 2, 3, 4];

/**
 * BLEU of translated texts, all together: the geometric mean of the shares of their n-grams that are in a reference, times a
 * penalty for brevity, min(1, exp(1 − referenceLength / hypothesisLength)).
 *
 * A share of 0 is taken for half of what one more n-gram would be, the next for a quarter, and so on, as in sacreBLEU
 * (`smooth:exp`).
 *
 * Shapes: hypotheses and references [n]; a text may have several references.
 * Throws: RangeError if there are not as many of both, or a text has no reference.
 * Source: Papineni, Roukos, Ward, Zhu, "BLEU: a Method for Automatic Evaluation of Machine Translation", 2002; Post, "A Call for
 * Clarity in Reporting BLEU Scores", 2018.
 *
 * @example
 * metrics.bleu(["the cat sat on the mat"], ["the cat sat on the mat"]).score; // 100
 */
export function bleu(
  hypotheses: readonly string[],
  references: readonly (string | readonly string[])[],
  { tokenize = "13a", lowercase = false }: BleuOptions = {},
): Bleu {
  requireKind("texts", "call bleu", { hypotheses });
  requireKind("array", "call bleu", { references });
  for (const given of references) {
    requireKind("texts", "call bleu", { references: typeof given === "string" ? [given] : given });
  }
  requireSameLength("a BLEU score", ["hypotheses", hypotheses], ["references", references]);
  const split = (text: string): string[] => {
    const cased = lowercase ? text.toLowerCase() : text;
    return tokenize === "13a" ? tokenize13a(cased.trimEnd()) : cased.split(/\s+/).filter(Boolean);
  };
  const [matches, totals] = [orders.map(() => 0), orders.map(() => 0)];
  let [hypothesisLength, referenceLength] = [0, 0];
  const numbers = new Set<number>();
  for (const [i, text] of hypotheses.entries()) {
    const given = references[i]!;
    const expected = (typeof given === "string" ? [given] : given).map(split);
    if (expected.length === 0) {
      throw new RangeError(
        `Cannot compute a BLEU score of text ${i} without a reference: expected at least one. Pass a list of references for each text.`,
      );
    }
    numbers.add(expected.length);
    const own = split(text);
    hypothesisLength += own.length;
    referenceLength += nearest(own.length, expected);
    for (const [at, n] of orders.entries()) {
      matches[at]! += overlap(countNGrams(own, n), greatestCounts(expected, n));
      totals[at]! += Math.max(0, own.length - n + 1);
    }
  }
  let smoothing = 1;
  const precisions = orders.map((_, at) => {
    if (totals[at] === 0) return 0;
    if (matches[at] === 0) smoothing *= 2;
    return (100 * (matches[at] === 0 ? 1 / smoothing : matches[at]!)) / totals[at]!;
  });
  const brevityPenalty =
    hypothesisLength === 0 ? 0 : Math.min(1, Math.exp(1 - referenceLength / hypothesisLength));
  // No word in common is no translation, whatever smoothing says.
  const none = precisions.includes(0) || matches.every((count) => count === 0);
  const mean = Math.exp(precisions.reduce((sum, share) => sum + Math.log(share), 0) / orders.length);
  const count = numbers.size === 1 ? [...numbers][0] : "var";
  return {
    score: none ? 0 : brevityPenalty * mean,
    precisions,
    brevityPenalty,
    hypothesisLength,
    referenceLength,
    signature: `nrefs:${count}|case:${lowercase ? "lc" : "mixed"}|eff:no|tok:${tokenize}|smooth:exp`,
  };
}

/** The length of the reference that is nearest in length, of two as near the shorter. */
function nearest(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((reference) => reference.length).sort((a, b) => a - b);
  return lengths.reduce((best, each) => (Math.abs(each - length) < Math.abs(best - length) ? each : best));
}

/** How often each n-gram is in the reference that has it most often. */
function greatestCounts(references: readonly (readonly string[])[], n: number): Map<string, number> {
  const greatest = new Map<string, number>();
  for (const reference of references) {
    for (const [gram, count] of countNGrams(reference, n)) {
      greatest.set(gram, Math.max(count, greatest.get(gram) ?? 0));
    }
  }
  return greatest;
}
