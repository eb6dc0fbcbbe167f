import type { Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/**
 * log cosh(prediction − target), as |d| + log(1 + e^(−2|d|)) − log 2, which never overflows: ½ d² for small errors d,
 * |d| − log 2 for large ones.
 *
 * Shapes: prediction and target the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: Chen et al., "Log Hyperbolic Cosine Loss Improves Variational Auto-Encoder", 2018, section 3.
 *
 * @example
 * losses.logCosh(tensor([1, -1]), tensor([0, 0])).item(); // 0.4338
 */
export function logCosh(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  requireSameShape("logCosh", prediction, target);
  const error = prediction.sub(target).abs();
  return reduce(error.add(error.mul(-2).exp().log1p()).sub(Math.LN2), options.reduction);
}
