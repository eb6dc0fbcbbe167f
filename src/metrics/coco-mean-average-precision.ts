import { requireKind } from "../base/argument-kinds.ts";
import { matchPicture, type PictureMatches } from "./coco-matching.ts";
import { classesOf, type Detections, requireDetections, type TrueBoxes } from "./detections.ts";

/** COCO's numbers; NaN where no true box is of that size. */
export interface CocoScores {
  /** The mean over classes and overlaps from 0.5 to 0.95. */
  readonly map: number;
  /** At an overlap of 0.5, as VOC. */
  readonly map50: number;
  /** At an overlap of 0.75. */
  readonly map75: number;
  /** Of boxes under 32² pixels. */
  readonly mapSmall: number;
  /** Of boxes from 32² to 96² pixels. */
  readonly mapMedium: number;
  /** Of larger boxes. */
  readonly mapLarge: number;
  /** The share of true boxes that the one surest detection a picture and class finds, over all overlaps. */
  readonly mar1: number;
  /** The same with ten. */
  readonly mar10: number;
  /** The same with a hundred. */
  readonly mar100: number;
  /** `map` of each class. */
  readonly perClass: ReadonlyMap<number, number>;
}

/** Overlaps of 0.5, 0.55, …, 0.95, and recalls of 0, 0.01, …, 1, rounded as numpy's linspace rounds them. */
const thresholds = Array.from({ length: 10 }, (_, i) => 0.5 + i * ((0.95 - 0.5) / 9));
const recallPoints = Array.from({ length: 101 }, (_, i) => i * 0.01);

const areas = {
  all: [0, 1e10],
  small: [0, 32 ** 2],
  medium: [32 ** 2, 96 ** 2],
  large: [96 ** 2, 1e10],
} as const;

/**
 * The mean average precision of COCO: at 101 recalls, over overlaps (IoU) from 0.5 to 0.95, over classes, with at most
 * 100 detections a picture and class: the mean of Σ P(r) / 101, P(r) being the greatest precision at a recall of r or
 * more.
 *
 * Throws: RangeError if lists do not fit, or there is no true box.
 * Source: Lin and others, "Microsoft COCO: Common Objects in Context", 2014; pycocotools, `COCOeval`.
 *
 * @example
 * const predictions = [{ boxes: [0, 0, 10, 10], scores: [0.9], labels: [1] }];
 * const truths = [{ boxes: [0, 0, 10, 8], labels: [1] }];
 * metrics.cocoMeanAveragePrecision(predictions, truths).map; // 0.7
 */
export function cocoMeanAveragePrecision(
  predictions: readonly Detections[],
  truths: readonly TrueBoxes[],
): CocoScores {
  requireKind("array", "call cocoMeanAveragePrecision", { predictions, truths });
  requireDetections("a mean average precision", predictions, truths);
  const classes = classesOf(truths);
  const curve = (area: keyof typeof areas): ClassScores[] =>
    classes.map((label) => {
      const matches = truths.map((truth, i) =>
        matchPicture(predictions[i]!, truth, { label, area: areas[area], thresholds, most: 100 }),
      );
      return scoresOf(matches);
    });
  const all = curve("all");
  const total = all.reduce((sum, { total }) => sum + total, 0);
  if (total === 0) {
    throw new RangeError(
      "Cannot compute a mean average precision without a true box: expected at least one that is not ignored. Pass pictures of which some show what is looked for.",
    );
  }
  const mapOf = (scores: readonly ClassScores[]): number =>
    mean(scores.flatMap(({ precisions }) => precisions));
  const recallWith = (most: 1 | 10 | 100): number => mean(all.flatMap(({ recalls }) => recalls[most]));
  return {
    map: mapOf(all),
    map50: mean(all.flatMap(({ precisions }) => precisions.slice(0, 1))),
    map75: mean(all.flatMap(({ precisions }) => precisions.slice(5, 6))),
    mapSmall: mapOf(curve("small")),
    mapMedium: mapOf(curve("medium")),
    mapLarge: mapOf(curve("large")),
    mar1: recallWith(1),
    mar10: recallWith(10),
    mar100: recallWith(100),
    perClass: new Map(
      classes.flatMap((label, i) => (all[i]!.total > 0 ? [[label, mean(all[i]!.precisions)] as const] : [])),
    ),
  };
}

/** Of one class: its average precision at each overlap, and its recall with so many detections; empty without true boxes. */
interface ClassScores {
  readonly total: number;
  readonly precisions: readonly number[];
  readonly recalls: Readonly<Record<1 | 10 | 100, readonly number[]>>;
}

function scoresOf(matches: readonly PictureMatches[]): ClassScores {
  const total = matches.reduce((sum, { counted }) => sum + counted, 0);
  if (total === 0) return { total, precisions: [], recalls: { 1: [], 10: [], 100: [] } };
  const at = (threshold: number, most: number): boolean[] =>
    matches
      .flatMap(({ scores, found }) =>
        scores.slice(0, most).map((score, i) => ({ score, state: found[threshold]![i]! })),
      )
      .sort((a, b) => b.score - a.score)
      .filter(({ state }) => state !== "ignored")
      .map(({ state }) => state === "right");
  const recalls = (most: number): number[] =>
    thresholds.map((_, t) => at(t, most).filter((isRight) => isRight).length / total);
  return {
    total,
    precisions: thresholds.map((_, t) => averagePrecisionOf(at(t, 100), total)),
    recalls: { 1: recalls(1), 10: recalls(10), 100: recalls(100) },
  };
}

/** The mean of the best precision at recalls of 0, 0.01, …, 1 or beyond. */
function averagePrecisionOf(found: readonly boolean[], total: number): number {
  let hits = 0;
  const recalls: number[] = [];
  const precisions: number[] = [];
  for (const [i, isRight] of found.entries()) {
    if (isRight) hits++;
    recalls.push(hits / total);
    precisions.push(hits / (i + 1));
  }
  for (let i = precisions.length - 2; i >= 0; i--)
    precisions[i] = Math.max(precisions[i]!, precisions[i + 1]!);
  let [sum, at] = [0, 0];
  for (const point of recallPoints) {
    while (at < recalls.length && recalls[at]! < point) at++;
    sum += precisions[at] ?? 0;
  }
  return sum / 101;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
