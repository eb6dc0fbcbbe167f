import { Linear, MixtureOfExperts, Module, ReLU, Sequential } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `MoEClassifier`. */
export interface MoEClassifierOptions {
  /** Numbers in one example. Default: 784, an image of 28 × 28. */
  readonly inFeatures?: number;
  /** Features that experts take and give. Default: 64. */
  readonly features?: number;
  /** Hidden units of an expert. Default: 64. */
  readonly hidden?: number;
  /** Default: 8. */
  readonly numExperts?: number;
  /** How many experts each example is given to. Default: 2. */
  readonly topK?: number;
  /** Default: 10. */
  readonly numClasses?: number;
}

/**
 * A classifier with a layer of experts, each a small network, of which a gate chooses a few for each example: many
 * parameters, few of them used at a time.
 *
 * Shapes: x [n, …] with inFeatures numbers an example → logits [n, numClasses].
 * Source: Shazeer et al., "Outrageously Large Neural Networks", 2017, sections 2 and 4.
 *
 * @example
 * new MoEClassifier({ numExperts: 4 }).forward(zeros([2, 1, 28, 28])).shape; // [2, 10]
 */
export class MoEClassifier extends Module {
  readonly embedding: Linear;
  readonly experts: MixtureOfExperts;
  readonly output: Linear;

  /** Throws: RangeError if a number is out of range, or `topK` above `numExperts`. */
  constructor(options: MoEClassifierOptions = {}) {
    super();
    const { inFeatures = 784, features = 64, hidden = 64, numExperts = 8, topK = 2 } = options;
    const expert = () =>
      new Sequential([new Linear(features, hidden), new ReLU(), new Linear(hidden, features)]);
    this.embedding = new Linear(inFeatures, features);
    this.experts = new MixtureOfExperts(features, expert, { numExperts, topK });
    this.output = new Linear(features, options.numClasses ?? 10);
  }

  /** What the gate sees. Shapes: [n, …] → [n, features]. */
  embed(x: Tensor): Tensor {
    return this.embedding.forward(x.sub(0.13).div(0.31).flatten(1)).relu();
  }

  /** Throws: RangeError if `x` has another number of features. */
  forward(x: Tensor): Tensor {
    const h = this.embed(x); // [n, features]
    return this.output.forward(h.add(this.experts.forward(h))); // [n, numClasses]
  }

  /** How much of each example each expert is given: 0 for all but `topK`. Shapes: [n, …] → [n, numExperts]. */
  gateShares(x: Tensor): Tensor {
    return this.experts.gateShares(this.embed(x));
  }
}
