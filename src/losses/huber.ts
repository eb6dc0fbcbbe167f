import type { Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/** The options of `huber`. */
export interface HuberOptions extends LossOptions {
  /** The error from which on the loss is linear; more than 0. Default: 1. */
  readonly delta?: number;
}

/**
 * ½ d² for errors d = |prediction − target| up to `delta`, delta · (d − ½ delta) for larger ones.
 *
 * Shapes: prediction and target the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ or `delta` is not more than 0.
 * Source: Huber, "Robust Estimation of a Location Parameter", 1964.
 *
 * @example
 * losses.huber(tensor([0.5, 3]), tensor([0, 0])).item(); // 1.3125
 */
export function huber(prediction: Tensor, target: Tensor, options: HuberOptions = {}): Tensor {
  const { delta = 1, reduction } = options;
  requireSameShape("huber", prediction, target);
  requireNumber("huber", "delta", delta, { above: 0 });
  const error = prediction.sub(target).abs();
  const linear = error.sub(delta / 2).mul(delta);
  return reduce(error.lt(delta).where(error.mul(error).mul(0.5), linear), reduction);
}
