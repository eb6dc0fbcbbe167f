import { requireKind } from "../base/argument-kinds.ts";
import type { Tensor } from "../tensor/index.ts";
import { l1Penalty } from "./l1-penalty.ts";
import { l2Penalty } from "./l2-penalty.ts";

/** The factors of an elastic net's two penalties. */
export interface ElasticNetFactors {
  /** Of Σ |θ|. */
  readonly l1: number;
  /** Of Σ θ². */
  readonly l2: number;
}

/**
 * l1 · Σ |θ| + l2 · Σ θ² over all elements of all parameters, to be added to a loss.
 *
 * Shapes: the result is a scalar.
 * Throws: RangeError if a factor is not a number of at least 0.
 * Source: Zou, Hastie, "Regularization and Variable Selection via the Elastic Net", 2005, equation 3.
 *
 * @example
 * optim.elasticNetPenalty([tensor([1, -2])], { l1: 1, l2: 0.5 }).item(); // 5.5
 */
export function elasticNetPenalty(parameters: Iterable<Tensor>, options: ElasticNetFactors): Tensor {
  requireKind("iterable", "call elasticNetPenalty", { parameters });
  requireKind("options", "call elasticNetPenalty", { options });
  const { l1, l2 } = options;
  const all = [...parameters];
  return l1Penalty(all, l1).add(l2Penalty(all, l2));
}
