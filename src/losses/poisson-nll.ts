import type { Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/** The options of `poissonNll`. */
export interface PoissonNllOptions extends LossOptions {
  /** Whether predictions are logarithms of rates, not rates. Default: true. */
  readonly logInput?: boolean;
  /** Whether log target! is added, by Stirling's approximation where the target is more than 1. Default: false. */
  readonly full?: boolean;
  /** What is added to rates before their logarithm is taken. Default: 1e-8. */
  readonly eps?: number;
}

/**
 * The negative log-likelihood of counts t under Poisson's distribution, eˣ − t · x of a log-rate x, or with
 * `logInput: false` x − t · log(x + eps) of a rate.
 *
 * Shapes: prediction and target the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: PyTorch, `nn.PoissonNLLLoss`.
 *
 * @example
 * losses.poissonNll(tensor([0, 1]), tensor([1, 2])).item(); // 0.8591
 */
export function poissonNll(prediction: Tensor, target: Tensor, options: PoissonNllOptions = {}): Tensor {
  const { logInput = true, full = false, eps = 1e-8, reduction } = options;
  requireSameShape("poissonNll", prediction, target);
  requireNumber("poissonNll", "eps", eps, { least: 0 });
  const losses = logInput
    ? prediction.exp().sub(target.mul(prediction))
    : prediction.sub(target.mul(prediction.add(eps).log()));
  if (!full) return reduce(losses, reduction);
  const large = target.gt(1);
  const t = large.where(target, 1); // so that no logarithm of 0 has a gradient
  const stirling = t
    .mul(t.log())
    .sub(t)
    .add(
      t
        .mul(2 * Math.PI)
        .log()
        .mul(0.5),
    );
  return reduce(losses.add(large.where(stirling, 0)), reduction);
}
