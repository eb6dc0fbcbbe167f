import type { Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape, requireShape } from "./same-shape.ts";

/** The options of `binaryCrossEntropyWithLogits`. */
export interface BinaryCrossEntropyWithLogitsOptions extends LossOptions {
  /** What each element's loss is multiplied by, of the logits' shape. */
  readonly weight?: Tensor;
  /** What the loss of yes is multiplied by, one number for each element of the last axis: more than 1 for rare ones. */
  readonly posWeight?: Tensor;
}

/**
 * The cross-entropy of yes/no decisions, −w · t · log σ(x) − (1 − t) · log(1 − σ(x)) with w the `posWeight`, computed from
 * the logits x as (1 − t) · x + (1 + (w − 1) · t) · (m + log(e⁻ᵐ + e⁻ˣ⁻ᵐ)) with m = max(−x, 0), which never overflows.
 *
 * Shapes: logits and targets the same, targets in [0, 1]; the result is a scalar, or that shape with
 * `reduction: "none"`; `posWeight` [last extent].
 * Throws: RangeError if the shapes differ.
 * Source: PyTorch, `nn.BCEWithLogitsLoss`.
 *
 * @example
 * losses.binaryCrossEntropyWithLogits(tensor([2, -1]), tensor([1, 0])).item(); // 0.2201
 */
export function binaryCrossEntropyWithLogits(
  logits: Tensor,
  targets: Tensor,
  options: BinaryCrossEntropyWithLogitsOptions = {},
): Tensor {
  const { weight, posWeight, reduction } = options;
  requireSameShape("binaryCrossEntropyWithLogits", logits, targets);
  const shift = logits.neg().relu().detach(); // its gradient is 0: the loss is the same for any shift
  const softplus = shift.neg().exp().add(logits.add(shift).neg().exp()).log().add(shift); // log(1 + e⁻ˣ)
  const no = logits.mul(targets.neg().add(1));
  if (posWeight !== undefined) {
    requireShape("binaryCrossEntropyWithLogits", "posWeight", posWeight, logits.shape.slice(-1));
  }
  const yes = posWeight === undefined ? softplus : softplus.mul(posWeight.sub(1).mul(targets).add(1));
  const losses = no.add(yes);
  if (weight === undefined) return reduce(losses, reduction);
  requireShape("binaryCrossEntropyWithLogits", "weights", weight, losses.shape);
  return reduce(losses.mul(weight), reduction);
}
