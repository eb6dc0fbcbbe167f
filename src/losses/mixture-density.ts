import { requireKind } from "../base/argument-kinds.ts";
import type { Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireShape, requireTensor } from "./same-shape.ts";

/** A mixture of normal distributions for each example. */
export interface GaussianMixture {
  /** How likely each component is, before softmax: [n, components]. */
  readonly logits: Tensor;
  /** [n, components, features]. */
  readonly means: Tensor;
  /** The logarithms of standard deviations: [n, components, features]. */
  readonly logScales: Tensor;
}

/**
 * −log Σ softmax(logits)[k] · N(target; means[k], exp(logScales[k])²): a network that gives several answers, and how sure it
 * is of each.
 *
 * Shapes: see `GaussianMixture`; target [n, features]; the result is a scalar, or [n] with `reduction: "none"`.
 * Throws: RangeError if the shapes do not fit.
 * Source: Bishop, "Mixture Density Networks", 1994, equation 29.
 *
 * @example
 * const mixture = { logits: zeros([1, 1]), means: zeros([1, 1, 1]), logScales: zeros([1, 1, 1]) };
 * losses.mixtureDensity(mixture, tensor([[0]])).item(); // 0.9189
 */
export function mixtureDensity(mixture: GaussianMixture, target: Tensor, options: LossOptions = {}): Tensor {
  requireKind("object", "compute mixtureDensity", { mixture });
  const { logits, means, logScales } = mixture;
  for (const given of [logits, means, logScales, target]) requireTensor("mixtureDensity", given);
  const [n = 0, components = 0] = logits.shape;
  const features = target.shape[1] ?? 0;
  requireShape("mixtureDensity", "logits", logits, [n, components]);
  requireShape("mixtureDensity", "targets", target, [n, features]);
  requireShape("mixtureDensity", "means", means, [n, components, features]);
  requireShape("mixtureDensity", "logScales", logScales, [n, components, features]);
  const z = target.unsqueeze(1).sub(means).div(logScales.exp());
  const each = z
    .mul(z)
    .mul(0.5)
    .add(logScales)
    .add(0.5 * Math.log(2 * Math.PI));
  const terms = logits.logSoftmax().sub(each.sum({ axis: 2 })); // [n, components]
  const greatest = terms.max({ axis: 1, keepDims: true }).detach();
  const sum = terms.sub(greatest).exp().sum({ axis: 1 }).log().add(greatest.squeeze(1));
  return reduce(sum.neg(), options.reduction);
}
