import type { Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/** The options of `marginRanking`. */
export interface MarginRankingOptions extends LossOptions {
  /** By how much the better score should be higher. Default: 0. */
  readonly margin?: number;
}

/**
 * max(0, −t · (x1 − x2) + margin): the target t is 1 where x1 should be ranked higher, −1 where x2.
 *
 * Shapes: x1, x2 and targets the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: PyTorch, `nn.MarginRankingLoss`.
 *
 * @example
 * losses.marginRanking(tensor([1, 2]), tensor([3, 1]), tensor([1, 1])).item(); // 1
 */
export function marginRanking(
  x1: Tensor,
  x2: Tensor,
  targets: Tensor,
  options: MarginRankingOptions = {},
): Tensor {
  const { margin = 0, reduction } = options;
  requireSameShape("marginRanking", x1, x2);
  requireSameShape("marginRanking", x1, targets);
  requireNumber("marginRanking", "margin", margin);
  return reduce(x2.sub(x1).mul(targets).add(margin).clamp({ min: 0 }), reduction);
}
