import type { Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/**
 * The absolute error |prediction − target|, whose mean is the MAE; its gradient is 0 where they are equal.
 *
 * Shapes: prediction and target the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: PyTorch, `nn.L1Loss`.
 *
 * @example
 * losses.l1(tensor([1, 2]), tensor([3, 2])).item(); // 1
 */
export function l1(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  requireSameShape("l1", prediction, target);
  return reduce(prediction.sub(target).abs(), options.reduction);
}
