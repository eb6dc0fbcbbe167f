import { boxAt, byScore, type Detections, overlapOf, type TrueBoxes } from "./detections.ts";

/** What a detection turns out to be. */
export type DetectionState = "right" | "wrong" | "ignored";

/** The detections of one class in one picture, surest first. */
export interface PictureMatches {
  readonly scores: readonly number[];
  /** For each overlap that is asked for, what each detection is. */
  readonly found: readonly (readonly DetectionState[])[];
  /** True boxes that count. */
  readonly counted: number;
}

/** What is matched. */
export interface MatchOptions {
  readonly label: number;
  /** Boxes of other areas are ignored. */
  readonly area: readonly [least: number, most: number];
  readonly thresholds: readonly number[];
  /** How many detections are looked at. */
  readonly most: number;
}

/**
 * Gives each detection, surest first, the free true box that it overlaps most, ignored ones only where no other is left. A
 * crowd can be found by many; a detection that finds nothing and is of another area is ignored.
 *
 * Source: pycocotools, `COCOeval.evaluateImg`.
 */
export function matchPicture(
  { boxes, scores, labels }: Detections,
  truth: TrueBoxes,
  { label, area: [least, most], thresholds, most: limit }: MatchOptions,
): PictureMatches {
  const isOutside = (area: number): boolean => area < least || area > most;
  const detections = byScore(scores)
    .filter((i) => labels[i] === label)
    .slice(0, limit)
    .map((i) => ({ score: scores[i]!, box: boxAt(boxes, i) }));
  const targets = Array.from(truth.labels, (own, i) => ({
    own,
    box: boxAt(truth.boxes, i),
    isCrowd: !!truth.ignored?.[i],
  }))
    .filter(({ own }) => own === label)
    .map((target) => ({ ...target, isIgnored: target.isCrowd || isOutside(target.box.area) }))
    .sort((a, b) => Number(a.isIgnored) - Number(b.isIgnored));
  const overlaps = detections.map(({ box }) =>
    targets.map((target) => overlapOf(box, target.box, target.isCrowd)),
  );
  const found = thresholds.map((threshold) => {
    const taken = new Uint8Array(targets.length);
    return detections.map(({ box }, d): DetectionState => {
      let [best, overlap] = [-1, Math.min(threshold, 1 - 1e-10)];
      for (const [t, { isIgnored, isCrowd }] of targets.entries()) {
        if (taken[t] === 1 && !isCrowd) continue;
        if (best >= 0 && !targets[best]!.isIgnored && isIgnored) break;
        if (overlaps[d]![t]! < overlap) continue;
        [best, overlap] = [t, overlaps[d]![t]!];
      }
      if (best < 0) return isOutside(box.area) ? "ignored" : "wrong";
      taken[best] = 1;
      return targets[best]!.isIgnored ? "ignored" : "right";
    });
  });
  return {
    scores: detections.map(({ score }) => score),
    found,
    counted: targets.filter(({ isIgnored }) => !isIgnored).length,
  };
}
