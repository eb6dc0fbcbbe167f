import { requireKind } from "../base/argument-kinds.ts";
import { boxAt, byScore, overlapOf } from "../metrics/detections.ts";

/** Which boxes are left out. */
export interface NonMaximumSuppressionOptions {
  /** A box that overlaps a surer one by more than this is left out. Default 0.5. */
  readonly iouThreshold?: number;
  /** The class of each box: boxes of different classes leave each other alone. Default all one class. */
  readonly labels?: ArrayLike<number>;
}

/**
 * The numbers of the boxes that stay when each is left out that overlaps a surer one: of many boxes around one thing, the best.
 * Surest first.
 *
 * Shapes: boxes [4 · n], left, top, right and bottom of each; scores [n].
 * Throws: RangeError if there are not four numbers and one score a box, or the threshold is not from 0 to 1.
 * Source: Felzenszwalb, Girshick, McAllester, Ramanan, "Object Detection with Discriminatively Trained Part-Based Models",
 * 2010, section 7.2; torchvision, `ops.nms` and `ops.batched_nms`.
 *
 * @example
 * const boxes = [0, 0, 10, 10, 1, 0, 10, 10, 20, 20, 30, 30];
 * nonMaximumSuppression(boxes, [0.8, 0.9, 0.7]); // [1, 2]
 */
export function nonMaximumSuppression(
  boxes: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: NonMaximumSuppressionOptions = {},
): number[] {
  requireKind("list", "call nonMaximumSuppression", { boxes, scores });
  const { iouThreshold = 0.5, labels } = options;
  if (boxes.length !== 4 * scores.length || (labels !== undefined && labels.length !== scores.length)) {
    throw new RangeError(
      `Cannot choose among boxes of ${boxes.length} numbers with ${scores.length} scores${labels === undefined ? "" : ` and ${labels.length} labels`}: expected four numbers and one of each a box. Pass the corners of box after box.`,
    );
  }
  if (!(iouThreshold >= 0 && iouThreshold <= 1)) {
    throw new RangeError(
      `Cannot choose among boxes with iouThreshold = ${iouThreshold}: expected a share from 0 to 1. The default is 0.5.`,
    );
  }
  const kept: number[] = [];
  for (const i of byScore(scores)) {
    const box = boxAt(boxes, i);
    const isCovered = kept.some(
      (other) => labels?.[other] === labels?.[i] && overlapOf(boxAt(boxes, other), box) > iouThreshold,
    );
    if (!isCovered) kept.push(i);
  }
  return kept;
}
