import { requireKind } from "../base/argument-kinds.ts";

/**
 * How sure a classifier is of each generated picture, and how varied the classes are: exp(mean KL(p(y | x) ‖ p(y))), from 1 to
 * the number of classes.
 *
 * Shapes: probabilities [n, classes], each row adding up to 1.
 * Throws: RangeError if there are none, or rows differ in length.
 * Source: Salimans, Goodfellow, Zaremba, Cheung, Radford, Chen, "Improved Techniques for Training GANs", 2016, section 4.
 *
 * @example
 * metrics.inceptionScore([[1, 0], [0, 1]]); // 2
 */
export function inceptionScore(probabilities: readonly ArrayLike<number>[]): number {
  requireKind("array", "call inceptionScore", { probabilities });
  const classes = probabilities[0]?.length ?? 0;
  if (classes === 0 || probabilities.some((row) => row.length !== classes)) {
    throw new RangeError(
      `Cannot compute an inception score of ${probabilities.length} rows: expected at least one, all with as many probabilities. Pass a row of the class probabilities of each picture.`,
    );
  }
  const mean = new Float64Array(classes);
  for (const row of probabilities)
    for (let k = 0; k < classes; k++) mean[k]! += row[k]! / probabilities.length;
  let divergence = 0;
  for (const row of probabilities) {
    for (let k = 0; k < classes; k++) if (row[k]! > 0) divergence += row[k]! * Math.log(row[k]! / mean[k]!);
  }
  return Math.exp(divergence / probabilities.length);
}
