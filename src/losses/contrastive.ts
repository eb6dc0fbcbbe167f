import type { Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape, requireShape } from "./same-shape.ts";

/** The options of `contrastive`. */
export interface ContrastiveOptions extends LossOptions {
  /** How far apart what differs should be. Default: 1. */
  readonly margin?: number;
}

/**
 * Of the distance d = ‖x1 − x2‖ of a pair: ½ d² where the target is 1 (alike), ½ max(0, margin − d)² where it is 0
 * (different).
 *
 * Shapes: x1 and x2 […, features], targets […]; the result is a scalar, or […] with `reduction: "none"`.
 * Throws: RangeError if the shapes do not fit.
 * Source: Hadsell, Chopra, LeCun, "Dimensionality Reduction by Learning an Invariant Mapping", 2006, equation 4.
 *
 * @example
 * losses.contrastive(tensor([[0, 0.5]]), tensor([[0, 0]]), tensor([0])).item(); // 0.125
 */
export function contrastive(
  x1: Tensor,
  x2: Tensor,
  targets: Tensor,
  options: ContrastiveOptions = {},
): Tensor {
  const { margin = 1, reduction } = options;
  requireSameShape("contrastive", x1, x2);
  requireShape("contrastive", "targets", targets, x1.shape.slice(0, -1));
  requireNumber("contrastive", "margin", margin, { least: 0 });
  const difference = x1.sub(x2);
  const squares = difference.mul(difference).sum({ axis: -1 });
  const apart = squares.gt(0);
  const distances = apart.where(apart.where(squares, 1).sqrt(), 0); // the root of 0 has no gradient
  const shortfall = distances.neg().add(margin).relu();
  const losses = targets.mul(squares).add(targets.neg().add(1).mul(shortfall.mul(shortfall)));
  return reduce(losses.mul(0.5), reduction);
}
