import type { Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape, requireShape } from "./same-shape.ts";

/** The options of `cosineEmbedding`. */
export interface CosineEmbeddingOptions extends LossOptions {
  /** The cosine below which what differs costs nothing, from −1 to 1. Default: 0. */
  readonly margin?: number;
}

/** What PyTorch adds to squared lengths. */
const eps = 1e-12;

/**
 * Of the cosine c between two vectors: 1 − c where the target is 1 (alike), max(0, c − margin) where it is −1
 * (different).
 *
 * Shapes: x1 and x2 […, features], targets […]; the result is a scalar, or […] with `reduction: "none"`.
 * Throws: RangeError if the shapes do not fit.
 * Source: PyTorch, `nn.CosineEmbeddingLoss`.
 *
 * @example
 * losses.cosineEmbedding(tensor([[1, 0]]), tensor([[1, 1]]), tensor([1])).item(); // 0.2929
 */
export function cosineEmbedding(
  x1: Tensor,
  x2: Tensor,
  targets: Tensor,
  options: CosineEmbeddingOptions = {},
): Tensor {
  const { margin = 0, reduction } = options;
  requireSameShape("cosineEmbedding", x1, x2);
  requireShape("cosineEmbedding", "targets", targets, x1.shape.slice(0, -1));
  requireNumber("cosineEmbedding", "margin", margin);
  const product = (a: Tensor, b: Tensor) => a.mul(b).sum({ axis: -1 });
  const lengths = product(x1, x1).add(eps).mul(product(x2, x2).add(eps)).sqrt();
  const cosine = product(x1, x2).div(lengths);
  const apart = targets.eq(-1).where(cosine.sub(margin).clamp({ min: 0 }), 0);
  return reduce(targets.eq(1).where(cosine.neg().add(1), apart), reduction);
}
