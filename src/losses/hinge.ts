import type { Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/**
 * max(0, 1 − t · x) for scores x and targets t of 1 or −1: what a support vector machine makes small.
 *
 * Shapes: scores and targets the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: Cortes, Vapnik, "Support-Vector Networks", 1995.
 *
 * @example
 * losses.hinge(tensor([0.5, -2]), tensor([1, -1])).item(); // 0.25
 */
export function hinge(scores: Tensor, targets: Tensor, options: LossOptions = {}): Tensor {
  requireSameShape("hinge", scores, targets);
  return reduce(scores.mul(targets).neg().add(1).relu(), options.reduction);
}
