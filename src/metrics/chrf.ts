import { requireKind } from "../base/argument-kinds.ts";
import { countNGrams, overlap } from "./n-grams.ts";
import { requireSameLength } from "./same-length.ts";

/** How chrF counts. */
export interface ChrFOptions {
  /** The longest n-grams of characters. Default: 6. */
  readonly charOrder?: number;
  /** How many times as much recall counts as precision. Default: 2. */
  readonly beta?: number;
}

/**
 * chrF of texts, all together, from 0 to 100: the F-score of the mean precision and the mean recall of n-grams of
 * characters, white space left out: 100 · (1 + β²) P · R / (β² P + R). Orders that hypotheses or references are too
 * short for are left out of the means.
 *
 * Shapes: hypotheses and references [n].
 * Throws: RangeError if there are not as many of both, `charOrder` is not a positive integer or `beta` not above 0.
 * Source: Popović, "chrF: character n-gram F-score for automatic MT evaluation", 2015; as sacreBLEU's
 * `nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no`.
 *
 * @example
 * metrics.chrF(["abc"], ["abd"], { charOrder: 2 }); // 58.33333
 */
export function chrF(
  hypotheses: readonly string[],
  references: readonly string[],
  { charOrder = 6, beta = 2 }: ChrFOptions = {},
): number {
  requireKind("texts", "call chrF", { hypotheses, references });
  requireSameLength("chrF", ["hypotheses", hypotheses], ["references", references]);
  if (!Number.isInteger(charOrder) || charOrder < 1 || !(beta > 0)) {
    throw new RangeError(
      `Cannot compute chrF with charOrder = ${charOrder} and beta = ${beta}: expected a positive integer and a number ` +
        "above 0. The usual are 6 and 2.",
    );
  }
  let [precision, recall, orders] = [0, 0, 0];
  for (let n = 1; n <= charOrder; n++) {
    let [shared, own, expected] = [0, 0, 0];
    for (const [i, text] of hypotheses.entries()) {
      const [a, b] = [[...text.replace(/\s+/g, "")], [...references[i]!.replace(/\s+/g, "")]];
      shared += overlap(countNGrams(a, n), countNGrams(b, n));
      // What no n-gram of the reference could match does not count.
      if (b.length >= n) own += Math.max(0, a.length - n + 1);
      expected += Math.max(0, b.length - n + 1);
    }
    if (own === 0 || expected === 0) continue;
    precision += shared / own;
    recall += shared / expected;
    orders++;
  }
  if (precision + recall === 0) return 0;
  const square = beta * beta;
  return (
    (100 * (1 + square) * (precision / orders) * (recall / orders)) /
    (square * (precision / orders) + recall / orders)
  );
}
