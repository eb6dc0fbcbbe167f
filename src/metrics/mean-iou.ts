import { requireKind } from "../base/argument-kinds.ts";
import { type AveragingOptions, averageOverClasses } from "./class-scores.ts";
import { quotient } from "./quotient.ts";

/**
 * The intersection of predicted and true pixels of a class over their union, TP / (TP + FP + FN), averaged over classes.
 *
 * Shapes: predictions and labels [n], the classes of all pixels.
 * Throws: RangeError if the lengths differ, or a class is out of range.
 * Source: Jaccard, "The Distribution of the Flora in the Alpine Zone", 1912; Everingham and others, "The PASCAL Visual
 * Object Classes Challenge", 2010.
 *
 * @example
 * metrics.meanIoU([0, 1, 1, 1], [0, 0, 1, 1]); // 0.58333
 */
export function meanIoU(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: AveragingOptions = {},
): number {
  requireKind("list", "call meanIoU", { predictions, labels });
  return averageOverClasses("a mean IoU", [predictions, labels], options, ({ hits, predicted, actual }) =>
    quotient(hits, predicted + actual - hits),
  );
}
