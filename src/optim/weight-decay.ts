import type { Tensor } from "../tensor/index.ts";

/** The gradient with that of an L2 penalty: ∇θ + weightDecay · θ. */
export function withPenalty(gradient: Tensor, theta: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? gradient : gradient.add(theta.mul(weightDecay));
}

/**
 * θ after a decay that does not pass through the gradient: θ − lr · weightDecay · θ.
 *
 * Source: Loshchilov, Hutter, "Decoupled Weight Decay Regularization", 2017, equation 1.
 */
export function decayed(theta: Tensor, lr: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? theta : theta.sub(theta.mul(lr.mul(weightDecay)));
}
