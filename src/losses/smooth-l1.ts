import type { Tensor } from "../tensor/index.ts";
import { l1 } from "./l1.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/** The options of `smoothL1`. */
export interface SmoothL1Options extends LossOptions {
  /** The error from which on the loss is linear; 0 makes it `l1`. Default: 1. */
  readonly beta?: number;
}

/**
 * ½ d² / beta for errors d = |prediction − target| up to `beta`, d − ½ beta for larger ones: `huber` divided by beta.
 *
 * Shapes: prediction and target the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ or `beta` is negative.
 * Source: Girshick, "Fast R-CNN", 2015, section 2.3.
 *
 * @example
 * losses.smoothL1(tensor([0.5, 3]), tensor([0, 0])).item(); // 1.3125
 */
export function smoothL1(prediction: Tensor, target: Tensor, options: SmoothL1Options = {}): Tensor {
  const { beta = 1, reduction = "mean" } = options;
  requireSameShape("smoothL1", prediction, target);
  requireNumber("smoothL1", "beta", beta, { least: 0 });
  if (beta === 0) return l1(prediction, target, { reduction });
  const error = prediction.sub(target).abs();
  const square = error.mul(error).mul(0.5 / beta);
  return reduce(error.lt(beta).where(square, error.sub(beta / 2)), reduction);
}
