import type { Tensor } from "../tensor/index.ts";
import { boxEps, compareBoxes } from "./boxes.ts";
import { type LossOptions, reduce } from "./reduction.ts";

/**
 * 1 − IoU + ρ² / c², ρ being the distance between the centres of two boxes and c the diagonal of the smallest box around
 * both: DIoU.
 *
 * Shapes: boxes […, 4] of x1, y1, x2, y2 with x1 ≤ x2 and y1 ≤ y2; the result is a scalar, or […] with
 * `reduction: "none"`.
 * Throws: RangeError for other shapes.
 * Source: Zheng et al., "Distance-IoU Loss", 2019, equation 7.
 *
 * @example
 * losses.distanceBoxIou(tensor([[0, 0, 2, 2]]), tensor([[1, 0, 3, 2]])).item(); // 0.7436
 */
export function distanceBoxIou(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const { iou, centreDistance, around } = compareBoxes("distanceBoxIou", prediction, target);
  const diagonal = around[0].mul(around[0]).add(around[1].mul(around[1])).add(boxEps);
  return reduce(iou.neg().add(1).add(centreDistance.div(diagonal)), options.reduction);
}
