import type { Tensor } from "../tensor/index.ts";
import { requireSameShape } from "./same-shape.ts";

/** What the losses of boxes are made of; each of the boxes' shape without its last axis. */
export interface BoxPair {
  /** Σ over axes of the squared distance between the centres. */
  readonly centreDistance: Tensor;
  /** The area of both together, common parts once. */
  readonly union: Tensor;
  /** Intersection over union. */
  readonly iou: Tensor;
  /** Width and height of the prediction and of the target. */
  readonly sizes: readonly [width: Tensor, height: Tensor, targetWidth: Tensor, targetHeight: Tensor];
  /** Width and height of the smallest box around both. */
  readonly around: readonly [width: Tensor, height: Tensor];
}

/** What denominators are raised by, as in torchvision. */
export const boxEps = 1e-7;

/**
 * Compares boxes (x1, y1, x2, y2). Shapes: both […, 4]. Throws: RangeError for other shapes.
 */
export function compareBoxes(loss: string, prediction: Tensor, target: Tensor): BoxPair {
  requireSameShape(loss, prediction, target);
  if (prediction.shape.at(-1) !== 4) {
    throw new RangeError(
      `Cannot compute ${loss} of shape [${prediction.shape.join(", ")}]: expected boxes […, 4] of x1, y1, x2, y2, got ` +
        `${prediction.shape.at(-1) ?? "no"} numbers on the last axis. Put the corners of a box there.`,
    );
  }
  const [x1, y1, x2, y2] = corners(prediction);
  const [tx1, ty1, tx2, ty2] = corners(target);
  const width = x2.minimum(tx2).sub(x1.maximum(tx1));
  const height = y2.minimum(ty2).sub(y1.maximum(ty1));
  const common = width.gt(0).logicalAnd(height.gt(0)).where(width.mul(height), 0);
  const sizes = [x2.sub(x1), y2.sub(y1), tx2.sub(tx1), ty2.sub(ty1)] as const;
  const union = sizes[0].mul(sizes[1]).add(sizes[2].mul(sizes[3])).sub(common);
  const around = [x2.maximum(tx2).sub(x1.minimum(tx1)), y2.maximum(ty2).sub(y1.minimum(ty1))] as const;
  const dx = x1.add(x2).sub(tx1).sub(tx2).div(2);
  const dy = y1.add(y2).sub(ty1).sub(ty2).div(2);
  const centreDistance = dx.mul(dx).add(dy.mul(dy));
  return { centreDistance, union, iou: common.div(union.add(boxEps)), sizes, around };
}

function corners(boxes: Tensor): [x1: Tensor, y1: Tensor, x2: Tensor, y2: Tensor] {
  const [x1, y1, x2, y2] = boxes.split(1, { axis: -1 }).map((part) => part.squeeze(-1));
  return [x1!, y1!, x2!, y2!];
}
