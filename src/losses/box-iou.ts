import type { Tensor } from "../tensor/index.ts";
import { compareBoxes } from "./boxes.ts";
import { type LossOptions, reduce } from "./reduction.ts";

/**
 * 1 − IoU, the intersection of two boxes over their union; without a gradient where they do not touch.
 *
 * Shapes: boxes […, 4] of x1, y1, x2, y2 with x1 ≤ x2 and y1 ≤ y2; the result is a scalar, or […] with
 * `reduction: "none"`.
 * Throws: RangeError for other shapes.
 * Source: Yu, Jiang, Wang, Cao, Huang, "UnitBox", 2016, with 1 − IoU in place of its logarithm.
 *
 * @example
 * losses.boxIou(tensor([[0, 0, 2, 2]]), tensor([[1, 0, 3, 2]])).item(); // 0.6667
 */
export function boxIou(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const { iou } = compareBoxes("boxIou", prediction, target);
  return reduce(iou.neg().add(1), options.reduction);
}
