import { requireKind } from "../base/argument-kinds.ts";
import {
  boxAt,
  byScore,
  classesOf,
  type Detections,
  overlapOf,
  requireDetections,
  type TrueBoxes,
} from "./detections.ts";

/** How VOC counts. */
export interface VocOptions {
  /** A box is found by one that overlaps it by more than this. Default 0.5. */
  readonly iouThreshold?: number;
  /** The area under the curve ("all", since 2010), or the mean at eleven recalls ("eleven", as until 2009). Default "all". */
  readonly points?: "all" | "eleven";
}

/** Scores of a detector. */
export interface VocScores {
  /** The mean over classes. */
  readonly map: number;
  /** The average precision of each class. */
  readonly perClass: ReadonlyMap<number, number>;
}

/**
 * The mean over classes of the area under the curve of precision over recall, as in the PASCAL VOC challenge, Σ (Rᵢ −
 * Rᵢ₋₁) max over j ≥ i of Pⱼ: detections are taken by their score, each finds the true box that it overlaps most, and a
 * box that is found twice is wrong the second time. Corners are continuous: no pixel is added to a side.
 *
 * Throws: RangeError if lists do not fit, or there is no true box.
 * Source: Everingham, Van Gool, Williams, Winn, Zisserman, "The PASCAL Visual Object Classes Challenge", 2010, section 4.2.
 *
 * @example
 * const predictions = [{ boxes: [0, 0, 10, 10, 20, 20, 30, 30], scores: [0.9, 0.8], labels: [1, 1] }];
 * const truths = [{ boxes: [0, 0, 10, 9], labels: [1] }];
 * metrics.vocMeanAveragePrecision(predictions, truths).map; // 1
 */
export function vocMeanAveragePrecision(
  predictions: readonly Detections[],
  truths: readonly TrueBoxes[],
  options: VocOptions = {},
): VocScores {
  requireKind("array", "call vocMeanAveragePrecision", { predictions, truths });
  const { iouThreshold = 0.5, points = "all" } = options;
  requireDetections("a mean average precision", predictions, truths);
  const perClass = new Map<number, number>();
  for (const label of classesOf(truths)) {
    const { found, total } = findClass(predictions, truths, { label, iouThreshold });
    if (total > 0) perClass.set(label, averagePrecisionOf(found, total, points));
  }
  if (perClass.size === 0) {
    throw new RangeError(
      "Cannot compute a mean average precision without a true box: expected at least one that is not ignored. Pass pictures of which some show what is looked for.",
    );
  }
  const sum = [...perClass.values()].reduce((total, value) => total + value, 0);
  return { map: sum / perClass.size, perClass };
}

/** Whether each detection of a class is right, by its score, and how many true boxes there are. */
function findClass(
  predictions: readonly Detections[],
  truths: readonly TrueBoxes[],
  { label, iouThreshold }: { label: number; iouThreshold: number },
): { found: boolean[]; total: number } {
  const all = predictions.flatMap(({ boxes, scores, labels }, picture) =>
    Array.from(scores, (score, i) => ({ picture, score, label: labels[i]!, box: boxAt(boxes, i) })).filter(
      (detection) => detection.label === label,
    ),
  );
  const taken = truths.map(({ labels }) => new Uint8Array(labels.length));
  const found: boolean[] = [];
  for (const at of byScore(all.map(({ score }) => score))) {
    const { picture, box } = all[at]!;
    const { boxes, labels, ignored } = truths[picture]!;
    let [best, overlap] = [-1, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] !== label) continue;
      const own = overlapOf(box, boxAt(boxes, i));
      if (own > overlap) [best, overlap] = [i, own];
    }
    if (overlap <= iouThreshold || best < 0) found.push(false);
    else if (!ignored?.[best]) {
      found.push(taken[picture]![best] === 0);
      taken[picture]![best] = 1;
    }
  }
  const total = truths.reduce(
    (sum, { labels, ignored }) =>
      sum + Array.from(labels).filter((own, i) => own === label && !ignored?.[i]).length,
    0,
  );
  return { found, total };
}

function averagePrecisionOf(found: readonly boolean[], total: number, points: "all" | "eleven"): number {
  let hits = 0;
  const recalls: number[] = [];
  const precisions: number[] = [];
  for (const [i, isRight] of found.entries()) {
    if (isRight) hits++;
    recalls.push(hits / total);
    precisions.push(hits / (i + 1));
  }
  // The best precision at this recall or beyond.
  for (let i = precisions.length - 2; i >= 0; i--)
    precisions[i] = Math.max(precisions[i]!, precisions[i + 1]!);
  if (points === "all") {
    return precisions.reduce(
      (sum, precision, i) => sum + precision * (recalls[i]! - (recalls[i - 1] ?? 0)),
      0,
    );
  }
  let sum = 0;
  for (let tenth = 0; tenth <= 10; tenth++) {
    const first = recalls.findIndex((recall) => recall >= tenth / 10);
    sum += first < 0 ? 0 : precisions[first]!;
  }
  return sum / 11;
}
