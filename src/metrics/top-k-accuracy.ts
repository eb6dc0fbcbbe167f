import { requireKind } from "../base/argument-kinds.ts";
import { requireClass, rowLength } from "./same-length.ts";

/**
 * The share of rows whose label is among the k classes with the greatest scores, Σ [rank of labels[i] ≤ k] / n; of equal
 * scores the first counts as greater.
 *
 * Shapes: scores [n · numClasses], row by row; labels [n].
 * Throws: RangeError if the scores do not fill a row a label, a label is no class, or k is not a positive integer.
 * Source: scikit-learn, `top_k_accuracy_score`.
 *
 * @example
 * metrics.topKAccuracy([0.1, 0.5, 0.4, 0.6, 0.3, 0.1], [2, 2], { k: 2 }); // 0.5
 */
export function topKAccuracy(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: { readonly k: number },
): number {
  requireKind("list", "call topKAccuracy", { scores, labels });
  requireKind("options", "call topKAccuracy", { options });
  const { k } = options;
  const numClasses = rowLength("a top-k accuracy", scores, labels);
  if (!Number.isInteger(k) || k < 1) {
    throw new RangeError(
      `Cannot compute a top-k accuracy with k = ${k}: expected a positive integer. Pass { k: 5 }, say.`,
    );
  }
  let hits = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    requireClass("a top-k accuracy", label, numClasses);
    const own = scores[row * numClasses + label]!;
    let before = 0;
    for (let c = 0; c < numClasses; c++) {
      const score = scores[row * numClasses + c]!;
      if (score > own || (score === own && c < label)) before++;
    }
    if (before < k) hits++;
  }
  return hits / labels.length;
}
