import type { Tensor } from "../tensor/index.ts";
import { requireTensors } from "./require-alike.ts";

/**
 * How many examples have their greatest output at their label, Σ [argmax outputs[i] = labels[i]]: with it as a metric,
 * the mean is the accuracy.
 *
 * Shapes: outputs [batch, classes], labels [batch] int32; the result is a scalar.
 * Source: as `accuracy`.
 *
 * @example
 * countCorrect(tensor([[1, 0], [0, 2], [3, 1]]), tensor([0, 1, 1], { dtype: "int32" })).item(); // 2
 */
export function countCorrect(outputs: Tensor, labels: Tensor): Tensor {
  requireTensors("countCorrect", outputs, labels);
  return outputs.argmax({ axis: 1 }).eq(labels).cast("float32").sum();
}
