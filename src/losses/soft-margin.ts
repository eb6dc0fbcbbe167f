import { softplus } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/**
 * log(1 + e^(−t · x)) for scores x and targets t of 1 or −1: the logistic loss.
 *
 * Shapes: scores and targets the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: PyTorch, `nn.SoftMarginLoss`.
 *
 * @example
 * losses.softMargin(tensor([2, -1]), tensor([1, -1])).item(); // 0.2201
 */
export function softMargin(scores: Tensor, targets: Tensor, options: LossOptions = {}): Tensor {
  requireSameShape("softMargin", scores, targets);
  const losses = compute([scores.mul(targets).neg()], (x) => softplus(x, { threshold: 50 }));
  return reduce(losses, options.reduction);
}
