import type { Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/** The options of `mape`. */
export interface MapeOptions extends LossOptions {
  /** The least size of a target that is divided by. Default: 1e-7. */
  readonly eps?: number;
}

/**
 * |prediction − target| / max(|target|, eps), the relative error; 0.1 is ten per cent.
 *
 * Shapes: prediction and target the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: de Myttenaere and others, "Mean Absolute Percentage Error for regression models", 2016.
 *
 * @example
 * losses.mape(tensor([11, 3]), tensor([10, 4])).item(); // 0.175
 */
export function mape(prediction: Tensor, target: Tensor, options: MapeOptions = {}): Tensor {
  const { eps = 1e-7, reduction } = options;
  requireSameShape("mape", prediction, target);
  requireNumber("mape", "eps", eps, { above: 0 });
  return reduce(
    prediction
      .sub(target)
      .abs()
      .div(target.abs().clamp({ min: eps })),
    reduction,
  );
}
