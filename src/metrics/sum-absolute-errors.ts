import type { Tensor } from "../tensor/index.ts";
import { requireAlike } from "./require-alike.ts";

/**
 * Σ |output − target| over a batch: with it as a metric, the mean is the mean absolute error. Of several outputs an
 * example, their mean counts.
 *
 * Shapes: outputs and targets the same, [batch, …]; the result is a scalar.
 * Throws: RangeError if the shapes differ.
 * Source: as `meanAbsoluteError`.
 *
 * @example
 * sumAbsoluteErrors(tensor([1, 2]), tensor([3, 1])).item(); // 3
 */
export function sumAbsoluteErrors(outputs: Tensor, targets: Tensor): Tensor {
  requireAlike("sumAbsoluteErrors", outputs, targets);
  return outputs
    .sub(targets)
    .abs()
    .sum()
    .mul(outputs.shape[0]! / outputs.size);
}
