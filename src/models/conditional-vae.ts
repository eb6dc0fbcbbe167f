import { init, Module } from "../nn/index.ts";
import { arange, concat, type Tensor } from "../tensor/index.ts";
import { MLP } from "./mlp.ts";
import type { Posterior, VAEOptions } from "./vae.ts";

/** At 1 it takes longer until the code holds the rest only, and the class decides what is made. */
const classWeight = 5;

/** The options of `ConditionalVAE`. */
export interface ConditionalVAEOptions extends VAEOptions {
  /** Default: 10. */
  readonly numClasses?: number;
}

/**
 * A variational autoencoder whose encoder and decoder are told the class, so that the code need hold the rest only, such as
 * how a digit is written, and examples of a class can be asked for. 1,326,824 parameters by default.
 *
 * Shapes: x [n, …] with inFeatures numbers an example, labels [n] int32 → probabilities [n, inFeatures].
 * Weights start as He et al. propose for rectified units, 2015: from smaller ones fewer elements of the code come into use.
 * Source: Kingma, Rezende, Mohamed, Welling, "Semi-Supervised Learning with Deep Generative Models", 2014, section 2 (M2, all
 * labels known); Sohn, Lee, Yan, "Learning Structured Output Representation using Deep Conditional Generative Models", 2015.
 *
 * @example
 * const model = new ConditionalVAE({ hidden: [64], codeFeatures: 8 });
 * model.decode(randn([2, 8]), tensor([7, 7], { dtype: "int32" })).shape; // [2, 784]
 */
export class ConditionalVAE extends Module {
  readonly encoder: MLP;
  readonly decoder: MLP;
  readonly #classes: number;

  /** Throws: RangeError unless all are positive integers. */
  constructor(options: ConditionalVAEOptions = {}) {
    super();
    const { inFeatures = 784, hidden = [500, 500], codeFeatures = 20, numClasses = 10 } = options;
    this.encoder = new MLP({ inFeatures: inFeatures + numClasses, hidden, numClasses: 2 * codeFeatures });
    this.decoder = new MLP({
      inFeatures: codeFeatures + numClasses,
      hidden: hidden.toReversed(),
      numClasses: inFeatures,
    });
    this.#classes = numClasses;
    for (const layer of [...this.encoder.layers, ...this.decoder.layers]) {
      init.kaimingUniform(layer.weight, { nonlinearity: "relu" });
    }
  }

  /** Shapes: [n, …], [n] → [n, codeFeatures] each. */
  encode(x: Tensor, labels: Tensor): Posterior {
    const [mean, logVariance] = this.encoder.forward(this.#told(x.flatten(1), labels)).chunk(2, { axis: 1 });
    return { mean: mean!, logVariance: logVariance! };
  }

  /** The logits of pixels. Shapes: [n, codeFeatures], [n] → [n, inFeatures]. */
  decode(code: Tensor, labels: Tensor): Tensor {
    return this.decoder.forward(this.#told(code, labels));
  }

  forward(x: Tensor, labels: Tensor): Tensor {
    return this.decode(this.encode(x, labels).mean, labels).sigmoid();
  }

  /** Beside what is given the weight at the class, else 0. Shapes: [n, features], [n] → [n, features + numClasses]. */
  #told(x: Tensor, labels: Tensor): Tensor {
    const oneHot = labels.unsqueeze(1).eq(arange(this.#classes)).cast("float32").mul(classWeight);
    return concat([x, oneHot], { axis: 1 });
  }
}
