import type { Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/**
 * The squared error (prediction − target)², by default its mean over all elements.
 *
 * Shapes: prediction and target the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: PyTorch, `nn.MSELoss`.
 *
 * @example
 * losses.mse(model.forward(x), y).backward();
 */
export function mse(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  requireSameShape("mse", prediction, target);
  const difference = prediction.sub(target);
  return reduce(difference.mul(difference), options.reduction);
}
