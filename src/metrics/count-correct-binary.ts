import type { Tensor } from "../tensor/index.ts";
import { requireAlike } from "./require-alike.ts";

/**
 * How many examples have a logit above 0 where their target is 1 and none where it is 0, Σ [(logits[i] > 0) =
 * targets[i]]: with it as a metric, the mean is the accuracy of a yes-or-no model. Of several outputs an example, the
 * share that is right counts.
 *
 * Shapes: logits and targets the same, [batch, …]; the result is a scalar.
 * Throws: RangeError if the shapes differ.
 * Source: as `accuracy`.
 *
 * @example
 * countCorrectBinary(tensor([2, -1, 0.5]), tensor([1, 0, 0])).item(); // 2
 */
export function countCorrectBinary(logits: Tensor, targets: Tensor): Tensor {
  requireAlike("countCorrectBinary", logits, targets);
  const wrong = logits.gt(0).cast("float32").sub(targets.gt(0.5).cast("float32")).abs();
  return wrong
    .sum()
    .neg()
    .add(logits.size)
    .mul(logits.shape[0]! / logits.size);
}
