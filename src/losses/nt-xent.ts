import { arange, concat, eye, type Tensor } from "../tensor/index.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { normalized, type TemperatureOptions } from "./info-nce.ts";
import { requireNumber } from "./option-number.ts";
import { requireAxes, requireSameShape } from "./same-shape.ts";

/**
 * SimCLR's normalised and temperature-scaled cross-entropy: −log softmax(cos / temperature) of two views of each
 * example, each against the 2 · n − 1 others of both batches. The temperature is 0.5 unless given.
 *
 * Shapes: z1 and z2 [n, features]; the result is a scalar, or [2 · n], the first views before the second ones, with
 * `reduction: "none"`.
 * Throws: RangeError if the shapes differ or the temperature is not more than 0.
 * Source: Chen, Kornblith, Norouzi, Hinton, "A Simple Framework for Contrastive Learning of Visual Representations",
 * 2020, equation 1.
 *
 * @example
 * losses.ntXent(tensor([[1, 0], [0, 1]]), tensor([[2, 0], [0, 3]]), { temperature: 1 }).item(); // 0.5514
 */
export function ntXent(z1: Tensor, z2: Tensor, options: TemperatureOptions = {}): Tensor {
  const { temperature = 0.5, reduction = "mean" } = options;
  requireAxes("ntXent", z1, ["n", "features"]);
  requireSameShape("ntXent", z1, z2);
  requireNumber("ntXent", "temperature", temperature, { above: 0 });
  const count = z1.shape[0]!;
  const z = normalized(concat([z1, z2]));
  const logits = z.matmul(z.transpose()).div(temperature); // [2n, 2n]
  const others = eye(2 * count)
    .eq(0)
    .where(logits, Number.NEGATIVE_INFINITY);
  const partner = arange(2 * count)
    .cast("int32")
    .add(count)
    .mod(2 * count);
  return crossEntropy(others, partner, { reduction });
}
