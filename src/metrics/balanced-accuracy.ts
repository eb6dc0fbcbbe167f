import { requireKind } from "../base/argument-kinds.ts";
import { margins } from "./margins.ts";
import { recall } from "./recall.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * The mean over classes of the share of their cases that were found: accuracy in which each class counts alike, however
 * rare: (1/classes) Σ TP / (TP + FN). Classes without cases do not count.
 *
 * Shapes: predictions and labels [n], classes. Throws: RangeError if the lengths differ or a class is out of range.
 * Source: Brodersen and others, "The balanced accuracy and its posterior distribution", 2010.
 *
 * @example
 * metrics.balancedAccuracy([0, 0, 0, 0], [0, 0, 0, 1]); // 0.5
 */
export function balancedAccuracy(predictions: ArrayLike<number>, labels: ArrayLike<number>): number {
  requireKind("list", "call balancedAccuracy", { predictions, labels });
  requireSameLength("a balanced accuracy", ["predictions", predictions], ["labels", labels]);
  const { actual } = margins(predictions, labels);
  const present = actual.filter((count) => count > 0).length;
  return (recall(predictions, labels, { numClasses: actual.length }) * actual.length) / present;
}
