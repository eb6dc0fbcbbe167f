import { requireKind } from "../base/argument-kinds.ts";

/** What a detector says of one picture. */
export interface Detections {
  /** Left, top, right, bottom of each box. */
  readonly boxes: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
  /** The class of each box. */
  readonly labels: ArrayLike<number>;
}

/** What is true of one picture. */
export interface TrueBoxes {
  /** Left, top, right, bottom of each box. */
  readonly boxes: ArrayLike<number>;
  /** The class of each box. */
  readonly labels: ArrayLike<number>;
  /** 1 for a box that counts neither if it is found nor if it is missed: VOC's difficult ones, COCO's crowds. Default 0. */
  readonly ignored?: ArrayLike<number>;
}

/** One box with its area. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly area: number;
}

/** Box `i` of a list. */
export function boxAt(boxes: ArrayLike<number>, i: number): Box {
  const [left, top, right, bottom] = [boxes[4 * i]!, boxes[4 * i + 1]!, boxes[4 * i + 2]!, boxes[4 * i + 3]!];
  return { left, top, right, bottom, area: Math.max(0, right - left) * Math.max(0, bottom - top) };
}

/** The intersection of two boxes over their union; over the first alone where the second is a crowd. */
export function overlapOf(a: Box, b: Box, isCrowd = false): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (isCrowd ? a.area : a.area + b.area - shared);
}

/** The places of scores, greatest first; equal ones stay in order. */
export function byScore(scores: ArrayLike<number>): number[] {
  return Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
}

/** Throws: RangeError unless there are as many pictures of each, and four numbers, a score and a label a box. */
export function requireDetections(
  what: string,
  predictions: readonly Detections[],
  truths: readonly TrueBoxes[],
): void {
  if (predictions.length !== truths.length || truths.length === 0) {
    throw new RangeError(
      `Cannot compute ${what} from predictions of ${predictions.length} pictures and truths of ${truths.length}: expected as many of each, at least one. Give empty lists for a picture without boxes.`,
    );
  }
  for (const prediction of predictions) {
    requireKind("object", `compute ${what}`, { predictions: prediction });
    const { boxes, scores, labels } = prediction;
    requireKind("list", `compute ${what}`, { boxes, scores, labels });
  }
  for (const truth of truths) {
    requireKind("object", `compute ${what}`, { truths: truth });
    requireKind("list", `compute ${what}`, { boxes: truth.boxes, labels: truth.labels });
  }
  for (const [i, { boxes, scores, labels }] of predictions.entries()) {
    if (boxes.length === 4 * scores.length && labels.length === scores.length) continue;
    throw new RangeError(
      `Cannot compute ${what} from ${boxes.length} numbers, ${scores.length} scores and ${labels.length} labels of picture ${i}: expected four numbers, a score and a label a box. Pass the corners of box after box.`,
    );
  }
  for (const [i, { boxes, labels, ignored }] of truths.entries()) {
    if (boxes.length === 4 * labels.length && (ignored === undefined || ignored.length === labels.length))
      continue;
    throw new RangeError(
      `Cannot compute ${what} from ${boxes.length} numbers and ${labels.length} labels of picture ${i}: expected four numbers and a label a true box. Pass the corners of box after box.`,
    );
  }
}

/** The classes of true boxes, in order. */
export function classesOf(truths: readonly TrueBoxes[]): number[] {
  return [...new Set(truths.flatMap(({ labels }) => Array.from(labels)))].sort((a, b) => a - b);
}
