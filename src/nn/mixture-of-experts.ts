import { requireKind } from "../base/argument-kinds.ts";
import { stack, type Tensor } from "../tensor/index.ts";
import { makeLayers } from "./layer-option.ts";
import { Linear } from "./linear.ts";
import { type Layer, Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `MixtureOfExperts`. */
export interface MixtureOfExpertsOptions {
  readonly numExperts: number;
  /** How many experts each token is given to. Default: 2. */
  readonly topK?: number;
}

/**
 * Σ g[e] · expert[e](x) over the experts with the `topK` greatest gate logits, g being the softmax over these. Here every
 * expert computes every token: what is sparse is what is learned, not the work.
 *
 * Shapes: […, features] → the experts' outputs.
 * Source: Shazeer et al., "Outrageously Large Neural Networks", 2017, section 2.1, without noise.
 *
 * @example
 * const makeExpert = () => new nn.SwiGLU(16, 32);
 * new nn.MixtureOfExperts(16, makeExpert, { numExperts: 4 }).forward(rand([2, 7, 16])).shape; // [2, 7, 16]
 */
export class MixtureOfExperts extends Module {
  readonly gate: Linear;
  readonly experts: readonly Layer[];
  readonly topK: number;

  /** Throws: RangeError if a number is out of range, TypeError unless `makeExpert` makes layers. */
  constructor(features: number, makeExpert: () => Layer, options: MixtureOfExpertsOptions) {
    super();
    requireKind("options", "make MixtureOfExperts", { options });
    const { numExperts, topK = 2 } = options;
    checkNumber("MixtureOfExperts", "numExperts", numExperts, { least: 1, integer: true });
    this.topK = checkNumber("MixtureOfExperts", "topK", topK, { least: 1, integer: true });
    if (topK > numExperts) {
      throw new RangeError(
        `Cannot make MixtureOfExperts with topK ${topK}: expected at most ${numExperts}, the number of experts, got ${topK}. ` +
          "Choose less.",
      );
    }
    this.gate = new Linear(features, numExperts, { bias: false });
    this.experts = makeLayers("MixtureOfExperts", makeExpert, numExperts);
  }

  /** Throws: RangeError if `x` has other features. */
  forward(x: Tensor): Tensor {
    const shares = this.gateShares(x);
    const outputs = stack(
      this.experts.map((expert) => expert.forward(x)),
      { axis: -2 },
    ); // […, experts, features]
    return outputs.mul(shares.unsqueeze(-1)).sum({ axis: -2 });
  }

  /** How much of each token each expert is given, 0 for all but `topK`. Shapes: […, features] → […, numExperts]. */
  gateShares(x: Tensor): Tensor {
    const logits = this.gate.forward(x);
    const { values } = logits.detach().topK({ k: this.topK });
    const least = values.min({ axis: -1, keepDims: true });
    return logits.lt(least).where(Number.NEGATIVE_INFINITY, logits).softmax();
  }
}
