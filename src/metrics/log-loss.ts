import { requireKind } from "../base/argument-kinds.ts";
import { requireClass, rowLength } from "./same-length.ts";

/**
 * The mean negative logarithm of the probability that each label was given, −(1/n) Σ log p[i, label[i]], probabilities
 * being kept at least 2⁻⁵² from 0 and 1.
 *
 * Shapes: probabilities [n · numClasses], row by row, or [n] of class 1 for labels 0 and 1; labels [n].
 * Throws: RangeError if the probabilities do not fill a row a label, or a label is no class.
 * Source: Good, "Rational Decisions", 1952.
 *
 * @example
 * metrics.logLoss([0.25, 0.75, 0.5, 0.5], [1, 0]); // 0.49041
 */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  requireKind("list", "call logLoss", { probabilities, labels });
  const row = rowLength("a log-loss", probabilities, labels);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    requireClass("a log-loss", label, Math.max(2, row));
    const given = probabilities[i * row + (row === 1 ? 0 : label)]!;
    const own = row === 1 && label === 0 ? 1 - given : given;
    sum -= Math.log(Math.min(Math.max(own, Number.EPSILON), 1 - Number.EPSILON));
  }
  return sum / labels.length;
}
