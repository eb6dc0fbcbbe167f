import type { Tensor } from "../tensor/index.ts";
import type { LossOptions } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";
import { softMargin } from "./soft-margin.ts";

/**
 * −log σ(positive − negative) of the scores of what someone chose and of what they did not: Bayesian personalised ranking.
 *
 * Shapes: both the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: Rendle, Freudenthaler, Gantner, Schmidt-Thieme, "BPR", 2009, section 4.1.
 *
 * @example
 * losses.bpr(tensor([2, 0]), tensor([0, 1])).item(); // 0.7201
 */
export function bpr(positive: Tensor, negative: Tensor, options: LossOptions = {}): Tensor {
  requireSameShape("bpr", positive, negative);
  const difference = positive.sub(negative);
  return softMargin(difference, difference.detach().mul(0).add(1), options);
}
