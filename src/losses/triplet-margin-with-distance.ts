import type { Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireFunction, requireSameShape } from "./same-shape.ts";

/** The options of `tripletMarginWithDistance`. */
export interface TripletMarginWithDistanceOptions extends LossOptions {
  /** How far two vectors are apart: […, features] twice → […]. Default: ‖a − b + 1e-6‖. */
  readonly distance?: (a: Tensor, b: Tensor) => Tensor;
  /** By how much the negative should be farther away than the positive. Default: 1. */
  readonly margin?: number;
  /** Whether the negative's distance is the smaller one of those to anchor and positive. Default: false. */
  readonly swap?: boolean;
}

/**
 * max(0, d(anchor, positive) − d(anchor, negative) + margin) with any distance d.
 *
 * Shapes: all three the same, […, features]; the result is a scalar, or what d gives with `reduction: "none"`.
 * Throws: RangeError if the shapes differ, TypeError unless the distance is a function.
 * Source: Balntas, Riba, Ponsa, Mikolajczyk, "Learning Local Feature Descriptors with Triplets", 2016, section 3.
 *
 * @example
 * const distance = (a: Tensor, b: Tensor) => a.sub(b).abs().sum({ axis: -1 });
 * const [a, p, n] = [tensor([[0, 0]]), tensor([[1, 1]]), tensor([[1, 1.5]])];
 * losses.tripletMarginWithDistance(a, p, n, { distance }).item(); // 0.5
 */
export function tripletMarginWithDistance(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletMarginWithDistanceOptions = {},
): Tensor {
  const { distance = euclidean, margin = 1, swap = false, reduction } = options;
  requireSameShape("tripletMarginWithDistance", anchor, positive);
  requireSameShape("tripletMarginWithDistance", anchor, negative);
  requireFunction("tripletMarginWithDistance", "distance", distance);
  requireNumber("tripletMarginWithDistance", "margin", margin);
  const far = distance(anchor, negative);
  const nearer = swap ? far.minimum(distance(positive, negative)) : far;
  return reduce(distance(anchor, positive).sub(nearer).add(margin).clamp({ min: 0 }), reduction);
}

function euclidean(a: Tensor, b: Tensor): Tensor {
  return a.sub(b).add(1e-6).norm({ axis: -1 });
}
