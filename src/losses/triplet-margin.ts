import type { Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/** The options of `tripletMargin`. */
export interface TripletMarginOptions extends LossOptions {
  /** By how much the negative should be farther away than the positive. Default: 1. */
  readonly margin?: number;
  /** The order of the norm that distances are, more than 0. Default: 2. */
  readonly p?: number;
  /** What is added to differences, so that equal vectors have a gradient. Default: 1e-6. */
  readonly eps?: number;
  /** Whether the negative's distance is the smaller one of those to anchor and positive. Default: false. */
  readonly swap?: boolean;
}

/**
 * max(0, d(anchor, positive) − d(anchor, negative) + margin) with d(a, b) = ‖a − b + eps‖ₚ.
 *
 * Shapes: all three […, features]; the result is a scalar, or […] with `reduction: "none"`.
 * Throws: RangeError if the shapes differ or an option is out of range.
 * Source: Balntas, Riba, Ponsa, Mikolajczyk, "Learning Local Feature Descriptors with Triplets", 2016, section 3; for
 * `swap` section 3.3.
 *
 * @example
 * const [anchor, positive, negative] = [tensor([[0, 0]]), tensor([[0, 1]]), tensor([[1.5, 0]])];
 * losses.tripletMargin(anchor, positive, negative).item(); // 0.5
 */
export function tripletMargin(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletMarginOptions = {},
): Tensor {
  const { margin = 1, p = 2, eps = 1e-6, swap = false, reduction } = options;
  requireSameShape("tripletMargin", anchor, positive);
  requireSameShape("tripletMargin", anchor, negative);
  requireNumber("tripletMargin", "margin", margin);
  requireNumber("tripletMargin", "p", p, { above: 0 });
  requireNumber("tripletMargin", "eps", eps, { least: 0 });
  const distance = (a: Tensor, b: Tensor) => a.sub(b).add(eps).norm({ order: p, axis: -1 });
  const far = distance(anchor, negative);
  const nearer = swap ? far.minimum(distance(positive, negative)) : far;
  return reduce(distance(anchor, positive).sub(nearer).add(margin).clamp({ min: 0 }), reduction);
}
