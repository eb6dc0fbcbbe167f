import type { Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/**
 * ½ Σ (mean² + e^logVariance − 1 − logVariance) over the last axis: the divergence of normal distributions with
 * independent elements from the standard one.
 *
 * Shapes: mean and logVariance […, features]; the result is a scalar, or […] with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: Kingma, Welling, "Auto-Encoding Variational Bayes", 2013, appendix B.
 *
 * @example
 * losses.gaussianKl(tensor([[1, 0]]), tensor([[0, 0]])).item(); // 0.5
 */
export function gaussianKl(mean: Tensor, logVariance: Tensor, options: LossOptions = {}): Tensor {
  requireSameShape("gaussianKl", mean, logVariance);
  const each = mean.mul(mean).add(logVariance.exp()).sub(1).sub(logVariance);
  return reduce(each.sum({ axis: -1 }).mul(0.5), options.reduction);
}
