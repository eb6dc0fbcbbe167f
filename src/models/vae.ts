import { Module } from "../nn/index.ts";
import { randn, type Tensor } from "../tensor/index.ts";
import { MLP } from "./mlp.ts";

/** The options of `VAE`. */
export interface VAEOptions {
  /** Numbers in one example. Default: 784, an image of 28 × 28. */
  readonly inFeatures?: number;
  /** Units of the encoder's hidden layers; the decoder has the same, the other way round. Default: [500, 500]. */
  readonly hidden?: readonly number[];
  /** Numbers of the code. Default: 20. */
  readonly codeFeatures?: number;
}

/** A normal distribution with independent elements for each example. Shapes: [n, codeFeatures]. */
export interface Posterior {
  readonly mean: Tensor;
  readonly logVariance: Tensor;
}

/**
 * A variational autoencoder: the encoder gives a normal distribution q(z | x) of codes for each example, the decoder the
 * logits of pixels that are 0 or 1 given a code. With `losses.elbo` it learns codes that together are spread like N(0, 1), so
 * that what is decoded of such a draw is a new example. `forward` decodes the mean code. 1,316,824 parameters by default.
 *
 * Shapes: x [n, …] with inFeatures numbers an example → probabilities [n, inFeatures].
 * Source: Kingma, Welling, "Auto-Encoding Variational Bayes", 2013, appendix C.1 and C.2; here with rectified units.
 *
 * @example
 * const model = new VAE({ hidden: [64], codeFeatures: 8 });
 * const { mean, logVariance } = model.encode(zeros([2, 1, 28, 28]));
 * model.decode(sampleCode({ mean, logVariance })).shape; // [2, 784]
 */
export class VAE extends Module {
  readonly encoder: MLP;
  readonly decoder: MLP;

  /** Throws: RangeError unless all are positive integers. */
  constructor(options: VAEOptions = {}) {
    super();
    const { inFeatures = 784, hidden = [500, 500], codeFeatures = 20 } = options;
    this.encoder = new MLP({ inFeatures, hidden, numClasses: 2 * codeFeatures });
    this.decoder = new MLP({ inFeatures: codeFeatures, hidden: hidden.toReversed(), numClasses: inFeatures });
  }

  /** Shapes: [n, …] → [n, codeFeatures] each. */
  encode(x: Tensor): Posterior {
    const [mean, logVariance] = this.encoder.forward(x).chunk(2, { axis: 1 });
    return { mean: mean!, logVariance: logVariance! };
  }

  /** The logits of pixels. Shapes: [n, codeFeatures] → [n, inFeatures]. */
  decode(code: Tensor): Tensor {
    return this.decoder.forward(code);
  }

  forward(x: Tensor): Tensor {
    return this.decode(this.encode(x).mean).sigmoid();
  }
}

/**
 * A code drawn from each distribution as mean + e^(½ logVariance) · ε with ε from N(0, 1), through which gradients reach both.
 *
 * Shapes: → [n, codeFeatures].
 * Source: Kingma, Welling, "Auto-Encoding Variational Bayes", 2013, section 2.4.
 */
export function sampleCode({ mean, logVariance }: Posterior): Tensor {
  return mean.add(logVariance.mul(0.5).exp().mul(randn(mean.shape)));
}
