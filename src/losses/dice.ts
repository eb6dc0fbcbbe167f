import type { Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import type { LossOptions } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";
import { tversky } from "./tversky.ts";

/** The options of `dice`. */
export interface DiceOptions extends LossOptions {
  /** What is added to numerator and denominator, so that empty masks have a value. Default: 1. */
  readonly smooth?: number;
}

/**
 * 1 − (2 Σ p · t + s) / (Σ p + Σ t + s) over each example's probabilities p and targets t: how little two masks
 * overlap. It is `tversky` with both weights ½.
 *
 * Shapes: probabilities and targets the same, [n, …]; the result is a scalar, or [n] with `reduction: "none"`.
 * Throws: RangeError if the shapes differ or `smooth` is negative.
 * Source: Milletari, Navab, Ahmadi, "V-Net", 2016, section 3, with sums for sums of squares as in Sudre et al., 2017.
 *
 * @example
 * losses.dice(tensor([[1, 0.5, 0]]), tensor([[1, 1, 0]])).item(); // 0.1111
 */
export function dice(probabilities: Tensor, targets: Tensor, options: DiceOptions = {}): Tensor {
  const { smooth = 1, reduction = "mean" } = options;
  requireSameShape("dice", probabilities, targets);
  requireNumber("dice", "smooth", smooth, { least: 0 });
  return tversky(probabilities, targets, { alpha: 0.5, beta: 0.5, smooth: smooth / 2, reduction });
}
