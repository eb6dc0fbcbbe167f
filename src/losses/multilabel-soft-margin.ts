import type { Tensor } from "../tensor/index.ts";
import { binaryCrossEntropyWithLogits } from "./binary-cross-entropy-with-logits.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireShape } from "./same-shape.ts";

/** The options of `multilabelSoftMargin`. */
export interface MultilabelSoftMarginOptions extends LossOptions {
  /** What the loss of each class is multiplied by: [numClasses]. Default: 1 for all. */
  readonly weight?: Tensor;
}

/**
 * The mean over classes of −t · log σ(x) − (1 − t) · log(1 − σ(x)): each class a yes/no decision by itself.
 *
 * Shapes: logits and targets […, numClasses]; the result is a scalar, or […] with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: PyTorch, `nn.MultiLabelSoftMarginLoss`.
 *
 * @example
 * losses.multilabelSoftMargin(tensor([[2, -1]]), tensor([[1, 0]])).item(); // 0.2201
 */
export function multilabelSoftMargin(
  logits: Tensor,
  targets: Tensor,
  options: MultilabelSoftMarginOptions = {},
): Tensor {
  const { weight, reduction } = options;
  const each = binaryCrossEntropyWithLogits(logits, targets, { reduction: "none" });
  if (weight !== undefined) {
    requireShape("multilabelSoftMargin", "weights", weight, logits.shape.slice(-1));
  }
  return reduce((weight === undefined ? each : each.mul(weight)).mean({ axis: -1 }), reduction);
}
