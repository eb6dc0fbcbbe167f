import { requireKind } from "../base/argument-kinds.ts";

/**
 * The share of predictions that equal their label: Σ [predictions[i] = labels[i]] / n, in [0, 1]; NaN for no
 * predictions.
 *
 * Shapes: predictions and labels [n].
 * Throws: RangeError if the lengths differ.
 * Source: scikit-learn, `accuracy_score`.
 *
 * @example
 * accuracy([1, 0, 2, 2], [1, 0, 2, 1]); // 0.75
 */
export function accuracy(predictions: ArrayLike<number>, labels: ArrayLike<number>): number {
  requireKind("list", "call accuracy", { predictions, labels });
  if (predictions.length !== labels.length) {
    throw new RangeError(
      `Cannot compute an accuracy from ${predictions.length} predictions and ${labels.length} labels: expected as ` +
        `many labels as predictions. If these are scores, turn each row into a class with predictedClasses first.`,
    );
  }
  let correct = 0;
  for (let i = 0; i < labels.length; i++) if (predictions[i] === labels[i]) correct++;
  return correct / labels.length;
}
