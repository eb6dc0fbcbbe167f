import type { Tensor } from "../tensor/index.ts";
import { hinge } from "./hinge.ts";
import { type LossOptions, reduce } from "./reduction.ts";

/**
 * max(0, 1 − t · x)² for scores x and targets t of 1 or −1: `hinge` without its corner.
 *
 * Shapes: scores and targets the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: Tang, "Deep Learning using Linear Support Vector Machines", 2013.
 *
 * @example
 * losses.squaredHinge(tensor([0.5, -2]), tensor([1, -1])).item(); // 0.125
 */
export function squaredHinge(scores: Tensor, targets: Tensor, options: LossOptions = {}): Tensor {
  const distance = hinge(scores, targets, { reduction: "none" });
  return reduce(distance.mul(distance), options.reduction);
}
