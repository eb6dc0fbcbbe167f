import { onesLike, stack, type Tensor } from "../tensor/index.ts";
import type { CountedMetric } from "./batch-metric.ts";
import { requireAlike } from "./require-alike.ts";

/**
 * The coefficient of determination, R² = 1 − Σ (target − output)² / Σ (target − mean target)²: 1 for a perfect model, 0 for
 * one that always says the mean. NaN where all targets are the same.
 *
 * Shapes: outputs and targets the same, [batch, …]; all elements count alike.
 * Throws: RangeError if the shapes differ.
 * Source: as `r2Score`.
 *
 * @example
 * const counts = batchR2.count(tensor([1, 2, 4]), tensor([1, 2, 3])).dataSync();
 * batchR2.value([...counts], 3); // 0.5
 */
export const batchR2: CountedMetric = {
  count: (outputs: Tensor, targets: Tensor): Tensor => {
    requireAlike("batchR2", outputs, targets);
    const error = targets.sub(outputs);
    const sums = [error.mul(error).sum(), targets.sum(), targets.mul(targets).sum()];
    return stack([...sums, onesLike(targets).sum()]);
  },
  value: (counts) => {
    const [errors, sum, squares, elements] = counts as [number, number, number, number];
    return 1 - errors / (squares - sum ** 2 / elements);
  },
};
