import { eye, type Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireAxes, requireShape } from "./same-shape.ts";

/** The options of `batchHardTriplet`. */
export interface BatchHardTripletOptions extends LossOptions {
  /** By how much the nearest stranger should be farther away than the farthest relative. Default: 1. */
  readonly margin?: number;
}

/**
 * max(0, margin + max d(a, p) − min d(a, n)): for each example a of a batch the farthest p with the same label and the
 * nearest n with another one; 0 where there is no such p or n.
 *
 * Shapes: embeddings [n, features], labels [n] int32; the result is a scalar, or [n] with `reduction: "none"`.
 * Throws: RangeError if the shapes do not fit.
 * Source: Hermans, Beyer, Leibe, "In Defense of the Triplet Loss for Person Re-Identification", 2017, equation 5.
 *
 * @example
 * const labels = tensor([0, 0, 1], { dtype: "int32" });
 * losses.batchHardTriplet(tensor([[0], [1], [3]]), labels).item(); // 0
 */
export function batchHardTriplet(
  embeddings: Tensor,
  labels: Tensor,
  options: BatchHardTripletOptions = {},
): Tensor {
  const { margin = 1, reduction } = options;
  requireAxes("batchHardTriplet", embeddings, ["n", "features"]);
  const count = embeddings.shape[0]!;
  requireShape("batchHardTriplet", "labels", labels, [count]);
  requireNumber("batchHardTriplet", "margin", margin);
  if (count === 0) return reduce(embeddings.sum({ axis: 1 }), reduction);
  const difference = embeddings.unsqueeze(1).sub(embeddings.unsqueeze(0));
  const squares = difference.mul(difference).sum({ axis: 2 }); // [n, n]
  const apart = squares.gt(0);
  const distances = apart.where(apart.where(squares, 1).sqrt(), 0); // the root of 0 has no gradient
  const same = labels.unsqueeze(1).eq(labels.unsqueeze(0));
  const others = same.logicalAnd(eye(count).eq(0));
  const hasBoth = others.any({ axis: 1 }).logicalAnd(same.logicalNot().any({ axis: 1 }));
  const farthest = others.where(distances, Number.NEGATIVE_INFINITY).max({ axis: 1 });
  const nearest = same.where(Number.POSITIVE_INFINITY, distances).min({ axis: 1 });
  const shortfall = hasBoth.where(farthest.sub(nearest), -margin).add(margin).relu();
  return reduce(shortfall, reduction);
}
