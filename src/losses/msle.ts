import type { Tensor } from "../tensor/index.ts";
import { mse } from "./mse.ts";
import type { LossOptions } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/**
 * (log(1 + prediction) − log(1 + target))²: relative errors of numbers of 0 or more, whatever their size.
 *
 * Shapes: prediction and target the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: scikit-learn, `mean_squared_log_error`.
 *
 * @example
 * losses.msle(tensor([0, 3]), tensor([0, 1])).item(); // 0.2402
 */
export function msle(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  requireSameShape("msle", prediction, target);
  return mse(prediction.log1p(), target.log1p(), options);
}
