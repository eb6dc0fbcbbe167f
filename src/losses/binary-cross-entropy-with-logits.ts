import type { Tensor } from "../tensor/index.ts";
import { requireSameShape } from "./mse.ts";
import { type LossOptions, reduce } from "./reduction.ts";

/**
 * The cross-entropy of yes/no decisions, −t · log σ(x) − (1 − t) · log(1 − σ(x)), computed from the logits x as
 * (1 − t) · x + m + log(e⁻ᵐ + e⁻ˣ⁻ᵐ) with m = max(−x, 0), which never overflows.
 *
 * Shapes: logits and targets the same, targets in [0, 1]; the result is a scalar, or that shape with
 * `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 *
 * @example
 * losses.binaryCrossEntropyWithLogits(tensor([2, -1]), tensor([1, 0])).item(); // 0.2201
 */
export function binaryCrossEntropyWithLogits(
  logits: Tensor,
  targets: Tensor,
  options: LossOptions = {},
): Tensor {
  requireSameShape("binaryCrossEntropyWithLogits", logits, targets);
  const shift = logits.neg().relu().detach(); // its gradient is 0: the loss is the same for any shift
  const softplus = shift.neg().exp().add(logits.add(shift).neg().exp()).log().add(shift); // log(1 + e⁻ˣ)
  const losses = logits.mul(targets.neg().add(1)).add(softplus);
  return reduce(losses, options.reduction);
}
