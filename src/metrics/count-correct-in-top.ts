import { arange, type Tensor } from "../tensor/index.ts";
import type { SummedMetric } from "./batch-metric.ts";

/**
 * How many examples have their label among their k greatest outputs, Σ [rank of labels[i] ≤ k]: with it as a metric, the
 * mean is the top-k accuracy. A label counts where fewer than k outputs are greater than its own.
 *
 * Shapes: outputs [batch, classes], labels [batch] int32; the result is a scalar.
 * Throws: RangeError if k is no positive integer.
 * Source: as `topKAccuracy`.
 *
 * @example
 * const outputs = tensor([[1, 2, 3], [3, 2, 1]]);
 * countCorrectInTop(2)(outputs, tensor([1, 2], { dtype: "int32" })).item(); // 1
 */
export function countCorrectInTop(k: number): SummedMetric {
  if (!Number.isInteger(k) || k < 1) {
    throw new RangeError(`Cannot look for labels in the top ${k}: expected a positive integer. Pass 5, say.`);
  }
  return (outputs: Tensor, labels: Tensor): Tensor => {
    const [batch, classes] = outputs.shape as [number, number];
    const isLabel = labels.reshape([batch, 1]).eq(arange(0, classes, { dtype: "int32" })); // [batch, classes]
    const own = isLabel.where(outputs, 0).sum({ axis: 1, keepDims: true }); // [batch, 1]
    const greater = outputs.gt(own).cast("float32").sum({ axis: 1 }); // [batch]
    return greater.lt(k).cast("float32").sum();
  };
}
