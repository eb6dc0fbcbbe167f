import type { Tensor } from "../tensor/index.ts";
import { type Reduction, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/** The options of `klDiv`. */
export interface KlDivOptions {
  /** As in PyTorch "mean" is over all elements; "batchmean", the sum over the batch size, is the divergence. Default: "mean". */
  readonly reduction?: Reduction | "batchmean";
  /** Whether the targets are log-probabilities too. Default: false. */
  readonly logTarget?: boolean;
}

/**
 * The Kullback–Leibler divergence of predicted log-probabilities from targets, target · (log target − prediction), 0
 * where the target is 0.
 *
 * Shapes: logProbabilities and targets the same; the result is a scalar, or that shape with `reduction: "none"`.
 * Throws: RangeError if the shapes differ.
 * Source: Kullback, Leibler, "On Information and Sufficiency", 1951.
 *
 * @example
 * const [p, q] = [tensor([[0.5, 0.5]]), tensor([[0.25, 0.75]])];
 * losses.klDiv(p.log(), q, { reduction: "batchmean" }).item(); // 0.1308
 */
export function klDiv(logProbabilities: Tensor, targets: Tensor, options: KlDivOptions = {}): Tensor {
  const { reduction, logTarget = false } = options;
  requireSameShape("klDiv", logProbabilities, targets);
  const losses = logTarget
    ? targets.exp().mul(targets.sub(logProbabilities))
    : entropyTerm(targets).sub(targets.mul(logProbabilities));
  if (reduction === "batchmean") return losses.sum().div(losses.shape[0] ?? 1);
  return reduce(losses, reduction);
}

/** t · log t, 0 where t is 0. */
function entropyTerm(targets: Tensor): Tensor {
  const positive = targets.eq(0).where(1, targets);
  return positive.log().mul(targets);
}
