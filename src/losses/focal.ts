import type { Tensor } from "../tensor/index.ts";
import { binaryCrossEntropyWithLogits } from "./binary-cross-entropy-with-logits.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";

/** The options of `focal`. */
export interface FocalOptions extends LossOptions {
  /** The weight of yes, from 0 to 1, that of no being 1 − alpha; negative: no weights. Default: 0.25. */
  readonly alpha?: number;
  /** How much what is right already counts less, at least 0. Default: 2. */
  readonly gamma?: number;
}

/**
 * −αₜ · (1 − pₜ)^γ · log pₜ of yes/no decisions by logits x, pₜ being σ(x) where the target is 1 and 1 − σ(x) where it is
 * 0: cross-entropy that looks away from what is easy.
 *
 * Shapes: logits and targets the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ or an option is out of range.
 * Source: Lin, Goyal, Girshick, He, Dollár, "Focal Loss for Dense Object Detection", 2017, equation 5.
 *
 * @example
 * losses.focal(tensor([2, -1]), tensor([1, 0])).item(); // 0.0087
 */
export function focal(logits: Tensor, targets: Tensor, options: FocalOptions = {}): Tensor {
  const { alpha = 0.25, gamma = 2, reduction } = options;
  requireNumber("focal", "alpha", alpha);
  requireNumber("focal", "gamma", gamma, { least: 0 });
  const each = binaryCrossEntropyWithLogits(logits, targets, { reduction: "none" });
  const no = targets.neg().add(1);
  const p = logits.sigmoid();
  const wrong = p.mul(no).add(p.neg().add(1).mul(targets)); // 1 − pₜ
  const focused = each.mul(wrong.pow(gamma));
  if (alpha < 0) return reduce(focused, reduction);
  return reduce(focused.mul(targets.mul(alpha).add(no.mul(1 - alpha))), reduction);
}
