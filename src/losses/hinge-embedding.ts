import type { Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/** The options of `hingeEmbedding`. */
export interface HingeEmbeddingOptions extends LossOptions {
  /** How far apart what differs should be. Default: 1. */
  readonly margin?: number;
}

/**
 * Of distances x: x itself where the target is 1 (alike), max(0, margin − x) where it is −1 (different).
 *
 * Shapes: distances and targets the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: PyTorch, `nn.HingeEmbeddingLoss`.
 *
 * @example
 * losses.hingeEmbedding(tensor([0.5, 0.25]), tensor([1, -1])).item(); // 0.625
 */
export function hingeEmbedding(
  distances: Tensor,
  targets: Tensor,
  options: HingeEmbeddingOptions = {},
): Tensor {
  const { margin = 1, reduction } = options;
  requireSameShape("hingeEmbedding", distances, targets);
  requireNumber("hingeEmbedding", "margin", margin);
  const apart = targets.ne(1).where(distances.neg().add(margin).clamp({ min: 0 }), 0);
  return reduce(apart.add(targets.ne(-1).where(distances, 0)), reduction);
}
