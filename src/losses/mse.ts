import type { Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";

/**
 * The squared error (prediction − target)², by default its mean over all elements.
 *
 * Shapes: prediction and target the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 *
 * @example
 * losses.mse(model.forward(x), y).backward();
 */
export function mse(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  requireSameShape("mse", prediction, target);
  const difference = prediction.sub(target);
  return reduce(difference.mul(difference), options.reduction);
}

/** Throws: RangeError if the shapes differ: broadcasting in a loss is nearly always a mistake. */
export function requireSameShape(loss: string, prediction: Tensor, target: Tensor): void {
  if (String(prediction.shape) === String(target.shape)) return;
  throw new RangeError(
    `Cannot compute ${loss} of shape [${prediction.shape.join(", ")}] against [${target.shape.join(", ")}]: expected ` +
      `equal shapes. Reshape one of them, such as target.reshape([${prediction.shape.join(", ")}]).`,
  );
}
