import type { Tensor } from "../tensor/index.ts";
import { boxEps, compareBoxes } from "./boxes.ts";
import { type LossOptions, reduce } from "./reduction.ts";

/**
 * 1 − IoU + (C − U) / C, U being the area of two boxes together and C that of the smallest box around both: GIoU, which
 * draws boxes together that do not touch.
 *
 * Shapes: boxes […, 4] of x1, y1, x2, y2 with x1 ≤ x2 and y1 ≤ y2; the result is a scalar, or […] with
 * `reduction: "none"`.
 * Throws: RangeError for other shapes.
 * Source: Rezatofighi et al., "Generalized Intersection over Union", 2019, algorithm 1.
 *
 * @example
 * losses.generalizedBoxIou(tensor([[0, 0, 2, 2]]), tensor([[1, 0, 3, 2]])).item(); // 0.6667
 */
export function generalizedBoxIou(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const { iou, union, around } = compareBoxes("generalizedBoxIou", prediction, target);
  const area = around[0].mul(around[1]);
  const generalized = iou.sub(area.sub(union).div(area.add(boxEps)));
  return reduce(generalized.neg().add(1), options.reduction);
}
