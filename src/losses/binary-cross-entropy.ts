import { custom, type Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape, requireShape } from "./same-shape.ts";

/** The options of `binaryCrossEntropy`. */
export interface BinaryCrossEntropyOptions extends LossOptions {
  /** What each element's loss is multiplied by, of the probabilities' shape. */
  readonly weight?: Tensor;
}

/** Logarithms are at least this, as in PyTorch, so that a sure mistake has a finite loss. */
const leastLog = -100;

/** Elementwise, with PyTorch's gradient (p − t) / max(p · (1 − p), 1e-12), which is finite at 0 and 1. */
const elementwise = custom({
  name: "binaryCrossEntropy",
  forward: (p, t) => {
    const [yes, no] = [p!.log().clamp({ min: leastLog }), p!.neg().log1p().clamp({ min: leastLog })];
    return t!.sub(1).mul(no).sub(t!.mul(yes));
  },
  vjp: ({ inputs: [p, t], gradient }) => {
    const [yes, no] = [p!.log().clamp({ min: leastLog }), p!.neg().log1p().clamp({ min: leastLog })];
    const spread = p!.mul(p!.neg().add(1)).clamp({ min: 1e-12 });
    return [gradient.mul(p!.sub(t!)).div(spread), gradient.mul(no.sub(yes))];
  },
});

/**
 * The cross-entropy of yes/no decisions under probabilities p, −t · log p − (1 − t) · log(1 − p), with logarithms of
 * at least −100. From logits use `binaryCrossEntropyWithLogits`, which loses no digits.
 *
 * Shapes: probabilities and targets the same, both in [0, 1]; the result is a scalar, or that shape with
 * `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: Good, "Rational Decisions", 1952; PyTorch, `nn.BCELoss`.
 *
 * @example
 * losses.binaryCrossEntropy(tensor([0.5, 0.25]), tensor([1, 0])).item(); // 0.4904
 */
export function binaryCrossEntropy(
  probabilities: Tensor,
  targets: Tensor,
  options: BinaryCrossEntropyOptions = {},
): Tensor {
  requireSameShape("binaryCrossEntropy", probabilities, targets);
  const each = elementwise(probabilities, targets);
  if (options.weight === undefined) return reduce(each, options.reduction);
  requireShape("binaryCrossEntropy", "weights", options.weight, each.shape);
  return reduce(each.mul(options.weight), options.reduction);
}
