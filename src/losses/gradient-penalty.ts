import { gradients, rand, type Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { requireFunction, requireSameShape, requireShape } from "./same-shape.ts";

/** The options of `gradientPenalty`. */
export interface GradientPenaltyOptions {
  /** What the penalty is multiplied by. Default: 10. */
  readonly weight?: number;
  /** Where between fake (0) and real (1) each example's point lies: [n]. Default: drawn at random. */
  readonly mix?: Tensor;
}

/**
 * weight · (‖∂ critic / ∂ x‖ − 1)² at points x between real and fake examples, its mean over the batch: what keeps a
 * Wasserstein critic smooth. It is differentiable, so that `backward` reaches the critic's parameters.
 *
 * Shapes: real and fake the same, [n, …]; the critic's scores of any shape with one for each example; → [].
 * Throws: RangeError if the shapes do not fit.
 * Source: Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville, "Improved Training of Wasserstein GANs", 2017, equation 3.
 *
 * @example
 * const critic = (x: Tensor) => x.mul(2).sum({ axis: 1 });
 * losses.gradientPenalty(critic, zeros([3, 1]), ones([3, 1])).item(); // 10
 */
export function gradientPenalty(
  critic: (x: Tensor) => Tensor,
  real: Tensor,
  fake: Tensor,
  options: GradientPenaltyOptions = {},
): Tensor {
  const { weight = 10 } = options;
  requireFunction("gradientPenalty", "critic", critic);
  requireSameShape("gradientPenalty", real, fake);
  requireNumber("gradientPenalty", "weight", weight, { least: 0 });
  const count = real.shape[0] ?? 0;
  const mix = options.mix ?? rand([count]);
  requireShape("gradientPenalty", "mix", mix, [count]);
  const share = mix.reshape([count, ...real.shape.slice(1).map(() => 1)]);
  const point = share.mul(real.sub(fake)).add(fake).detach();
  point.requiresGrad = true;
  const [slope] = gradients(critic(point).sum(), [point]);
  const length = slope!.mul(slope!).reshape([count, -1]).sum({ axis: 1 }).sqrt();
  return length.sub(1).pow(2).mean().mul(weight);
}
