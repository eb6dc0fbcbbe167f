import type { Tensor } from "../tensor/index.ts";
import { requireAlike } from "./require-alike.ts";

/**
 * Σ (output − target)² over a batch: with it as a metric, the mean is the mean squared error. Of several outputs an
 * example, their mean counts.
 *
 * Shapes: outputs and targets the same, [batch, …]; the result is a scalar.
 * Throws: RangeError if the shapes differ.
 * Source: as `meanSquaredError`.
 *
 * @example
 * sumSquaredErrors(tensor([1, 2]), tensor([3, 1])).item(); // 5
 */
export function sumSquaredErrors(outputs: Tensor, targets: Tensor): Tensor {
  requireAlike("sumSquaredErrors", outputs, targets);
  const error = outputs.sub(targets);
  return error
    .mul(error)
    .sum()
    .mul(outputs.shape[0]! / outputs.size);
}
