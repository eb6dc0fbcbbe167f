import { requireKind } from "../base/argument-kinds.ts";
import { margins } from "./margins.ts";
import { quotient } from "./quotient.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * The correlation of predicted with true classes, from −1 to 1, honest where classes are of different sizes. With tₖ cases
 * of class k, pₖ taken for it, c right and n in all: (c n − Σ tₖ pₖ) / √((n² − Σ pₖ²)(n² − Σ tₖ²)); 0 where that is 0 / 0.
 *
 * Shapes: predictions and labels [n], classes. Throws: RangeError if the lengths differ or a class is out of range.
 * Source: Matthews, 1975; Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
 *
 * @example
 * metrics.matthewsCorrelation([1, 0, 1, 1], [1, 0, 0, 1]); // 0.57735
 */
export function matthewsCorrelation(predictions: ArrayLike<number>, labels: ArrayLike<number>): number {
  requireKind("list", "call matthewsCorrelation", { predictions, labels });
  requireSameLength("a Matthews correlation", ["predictions", predictions], ["labels", labels]);
  const { right, total, predicted, actual } = margins(predictions, labels);
  const sum = (of: (k: number) => number) => predicted.reduce((all, _, k) => all + of(k), 0);
  const both = right * total - sum((k) => actual[k]! * predicted[k]!);
  const sizes = (total ** 2 - sum((k) => predicted[k]! ** 2)) * (total ** 2 - sum((k) => actual[k]! ** 2));
  return quotient(both, Math.sqrt(sizes));
}
