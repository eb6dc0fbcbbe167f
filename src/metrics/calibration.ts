import { requireKind } from "../base/argument-kinds.ts";

/** The predictions whose confidence lies between two bounds. */
export interface CalibrationBin {
  /** The bounds: above `from`, and at most `to`. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** The mean probability given to the predicted class; 0 without predictions. */
  readonly confidence: number;
  /** The share that was right; 0 without predictions. */
  readonly accuracy: number;
}

/** How far a classifier's probabilities can be believed. */
export interface Calibration {
  readonly bins: readonly CalibrationBin[];
  /** The expected calibration error Σ (count / n) · |accuracy − confidence|. */
  readonly expectedError: number;
}

/**
 * Sorts predictions by confidence, the softmax probability of the predicted class, into bins of equal width, and
 * compares it in each with the share that was right: the expected error is Σ (count of the bin / n) · |accuracy −
 * confidence|. Rows with a score that is no number are left out.
 *
 * Shapes: logits [n · classes], row by row; labels [n].
 * Throws: RangeError if the logits do not fill a row a label.
 * Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017, section 2.
 *
 * @example
 * const sure = [5, 0, 0, 5, 5, 0];
 * calibration(sure, { labels: [0, 1, 1], bins: 10 }).expectedError.toFixed(3); // "0.327"
 */
export function calibration(
  logits: ArrayLike<number>,
  options: { labels: ArrayLike<number>; bins?: number },
): Calibration {
  requireKind("list", "call calibration", { logits });
  requireKind("options", "call calibration", { options });
  const { labels, bins: count = 15 } = options;
  requireKind("list", "call calibration", { labels });
  const classes = logits.length / labels.length;
  if (!Number.isInteger(classes) || classes < 1) {
    throw new RangeError(
      `Cannot compare ${logits.length} logits with ${labels.length} labels: expected a whole row of logits a label. Pass whole rows, one after another.`,
    );
  }
  const sums = Array.from({ length: count }, () => ({ count: 0, confidence: 0, right: 0 }));
  let n = 0;
  for (let row = 0; row < labels.length; row++) {
    const scores = Array.from({ length: classes }, (_, i) => logits[row * classes + i]!);
    const greatest = Math.max(...scores);
    const confidence = 1 / scores.reduce((sum, score) => sum + Math.exp(score - greatest), 0);
    if (!(confidence > 0)) continue;
    n++;
    const bin = sums[Math.min(count - 1, Math.ceil(confidence * count) - 1)]!;
    bin.count++;
    bin.confidence += confidence;
    if (scores.indexOf(greatest) === labels[row]) bin.right++;
  }
  const bins = sums.map((sum, i) => ({
    from: i / count,
    to: (i + 1) / count,
    count: sum.count,
    confidence: sum.confidence / (sum.count || 1),
    accuracy: sum.right / (sum.count || 1),
  }));
  const expectedError = bins.reduce(
    (sum, bin) => sum + (bin.count / (n || 1)) * Math.abs(bin.accuracy - bin.confidence),
    0,
  );
  return { bins, expectedError };
}
