import type { Tensor } from "../tensor/index.ts";
import { arctangent } from "./arctangent.ts";
import { boxEps, compareBoxes } from "./boxes.ts";
import { distanceBoxIou } from "./distance-box-iou.ts";
import { type LossOptions, reduce } from "./reduction.ts";

/**
 * 1 − IoU + ρ² / c² + α · v: `distanceBoxIou` and how much the shapes differ, v = 4/π² · (atan(w/h) − atan(w'/h'))², with
 * α = v / (1 − IoU + v) without a gradient: CIoU.
 *
 * Shapes: boxes […, 4] of x1, y1, x2, y2 with x1 ≤ x2 and y1 ≤ y2; the result is a scalar, or […] with
 * `reduction: "none"`.
 * Throws: RangeError for other shapes.
 * Source: Zheng et al., "Distance-IoU Loss", 2019, equations 8 to 11.
 *
 * @example
 * losses.completeBoxIou(tensor([[0, 0, 2, 2]]), tensor([[1, 0, 3, 2]])).item(); // 0.7436
 */
export function completeBoxIou(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const { iou, sizes } = compareBoxes("completeBoxIou", prediction, target);
  const distance = distanceBoxIou(prediction, target, { reduction: "none" });
  const [width, height, targetWidth, targetHeight] = sizes;
  const angle = arctangent(width, height).sub(arctangent(targetWidth, targetHeight));
  const v = angle.mul(angle).mul(4 / Math.PI ** 2);
  const alpha = v.div(iou.neg().add(1).add(v).add(boxEps)).detach();
  return reduce(distance.add(alpha.mul(v)), options.reduction);
}
