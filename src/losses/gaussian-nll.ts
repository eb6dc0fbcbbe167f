import type { Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape, requireShape, requireTensor } from "./same-shape.ts";

/** The options of `gaussianNll`. */
export interface GaussianNllOptions extends LossOptions {
  /** Whether the constant ½ log 2π is added. Default: false. */
  readonly full?: boolean;
  /** The least variance, for stability. Default: 1e-6. */
  readonly eps?: number;
}

/**
 * The negative log-likelihood of targets under normal distributions, ½ (log v + (prediction − target)² / v), v being the
 * variance, at least `eps`. Gradients take no notice of that bound, as in PyTorch.
 *
 * Shapes: prediction and target the same; variance the same, or with last axis 1; the result is a scalar, or that shape
 * with `reduction: "none"`.
 * Throws: RangeError if the shapes do not fit.
 * Source: Nix, Weigend, "Estimating the Mean and Variance of the Target Probability Distribution", 1994.
 *
 * @example
 * losses.gaussianNll(tensor([1, 2]), tensor([1, 4]), tensor([1, 4])).item(); // 0.5966
 */
export function gaussianNll(
  prediction: Tensor,
  target: Tensor,
  variance: Tensor,
  options: GaussianNllOptions = {},
): Tensor {
  const { full = false, eps = 1e-6, reduction } = options;
  requireSameShape("gaussianNll", prediction, target);
  requireNumber("gaussianNll", "eps", eps, { above: 0 });
  requireTensor("gaussianNll", variance);
  if (variance.shape.at(-1) !== 1 || variance.rank !== prediction.rank) {
    requireShape("gaussianNll", "variances", variance, prediction.shape);
  } else requireShape("gaussianNll", "variances", variance, [...prediction.shape.slice(0, -1), 1]);
  const bounded = variance.add(variance.clamp({ min: eps }).sub(variance).detach());
  const difference = prediction.sub(target);
  const losses = bounded.log().add(difference.mul(difference).div(bounded)).mul(0.5);
  return reduce(full ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses, reduction);
}
