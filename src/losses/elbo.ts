import { requireKind } from "../base/argument-kinds.ts";
import type { Tensor } from "../tensor/index.ts";
import { gaussianKl } from "./gaussian-kl.ts";
import { requireNumber } from "./option-number.ts";
import { requireTensor } from "./same-shape.ts";

/** The distribution of latent variables that an encoder gives, and how much it counts. */
export interface ElboOptions {
  /** […, features]. */
  readonly mean: Tensor;
  /** […, features]. */
  readonly logVariance: Tensor;
  /** The weight of the divergence: more than 1 for codes whose elements mean one thing each. Default: 1. */
  readonly beta?: number;
}

/**
 * reconstruction + beta · gaussianKl(mean, logVariance): minus the evidence lower bound, which variational autoencoders
 * make small. The reconstruction is a loss for each example, such as a sum of `binaryCrossEntropyWithLogits` over its
 * elements; the result is the mean over examples.
 *
 * Shapes: reconstruction [n] or its mean []; mean and logVariance [n, features] → [].
 * Throws: RangeError if the shapes do not fit.
 * Source: Kingma, Welling, "Auto-Encoding Variational Bayes", 2013, equation 10; for beta Higgins et al., "beta-VAE", 2017.
 *
 * @example
 * losses.elbo(tensor([2, 4]), { mean: ones([2, 3]), logVariance: zeros([2, 3]) }).item(); // 4.5
 */
export function elbo(reconstruction: Tensor, options: ElboOptions): Tensor {
  requireTensor("elbo", reconstruction);
  requireKind("options", "compute elbo", { options });
  const { mean, logVariance, beta = 1 } = options;
  requireNumber("elbo", "beta", beta, { least: 0 });
  return reconstruction.mean().add(gaussianKl(mean, logVariance).mul(beta));
}
