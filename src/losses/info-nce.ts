import { arange, type Tensor } from "../tensor/index.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { requireNumber } from "./option-number.ts";
import type { LossOptions } from "./reduction.ts";
import { requireAxes, requireSameShape } from "./same-shape.ts";

/** The options of `infoNce` and `ntXent`. */
export interface TemperatureOptions extends LossOptions {
  /** What cosines are divided by, more than 0: small ones look at the nearest negatives only. */
  readonly temperature?: number;
}

/** Vectors scaled to length 1. Shapes: [n, features] → the same. */
export function normalized(x: Tensor): Tensor {
  const lengths = x.mul(x).sum({ axis: 1, keepDims: true }).sqrt();
  return x.div(lengths.clamp({ min: 1e-12 }));
}

/**
 * −log softmax(cos(query, keys) / temperature) at each query's own key, all other keys of the batch being its negatives.
 * The temperature is 0.1 unless given.
 *
 * Shapes: queries and keys [n, features]; the result is a scalar, or [n] with `reduction: "none"`.
 * Throws: RangeError if the shapes differ or the temperature is not more than 0.
 * Source: van den Oord, Li, Vinyals, "Representation Learning with Contrastive Predictive Coding", 2018, equation 4.
 *
 * @example
 * losses.infoNce(tensor([[1, 0], [0, 1]]), tensor([[2, 0], [0, 3]]), { temperature: 1 }).item(); // 0.3133
 */
export function infoNce(queries: Tensor, keys: Tensor, options: TemperatureOptions = {}): Tensor {
  const { temperature = 0.1, reduction = "mean" } = options;
  requireAxes("infoNce", queries, ["n", "features"]);
  requireSameShape("infoNce", queries, keys);
  requireNumber("infoNce", "temperature", temperature, { above: 0 });
  const logits = normalized(queries).matmul(normalized(keys).transpose()).div(temperature); // [n, n]
  return crossEntropy(logits, arange(queries.shape[0]!).cast("int32"), { reduction });
}
