import type { Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/** The options of `quantile`. */
export interface QuantileOptions extends LossOptions {
  /** The share of targets that should lie below the prediction, between 0 and 1. Default: 0.5, the median. */
  readonly q?: number;
}

/**
 * max(q · d, (q − 1) · d) of errors d = target − prediction: the pinball loss, least at the q-quantile.
 *
 * Shapes: prediction and target the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ or q is not between 0 and 1.
 * Source: Koenker, Bassett, "Regression Quantiles", 1978.
 *
 * @example
 * losses.quantile(tensor([1, 5]), tensor([2, 3]), { q: 0.9 }).item(); // 0.55
 */
export function quantile(prediction: Tensor, target: Tensor, options: QuantileOptions = {}): Tensor {
  const { q = 0.5, reduction } = options;
  requireSameShape("quantile", prediction, target);
  if (!(q > 0 && q < 1)) {
    throw new RangeError(
      `Cannot compute quantile with q ${String(q)}: expected a share between 0 and 1, got ${String(q)}. Leave it out for the ` +
        "median.",
    );
  }
  const error = target.sub(prediction);
  return reduce(error.gt(0).where(error.mul(q), error.mul(q - 1)), reduction);
}
