import { init, Module } from "../nn/index.ts";
import { Parameter, type Tensor, zeros } from "../tensor/index.ts";

/** The options of `KSparseAutoencoder`. */
export interface KSparseAutoencoderOptions {
  /** Numbers in one example. Default: 784, an image of 28 × 28. */
  readonly inFeatures?: number;
  /** Hidden units. Default: 1000. */
  readonly units?: number;
  /** How many of them an example may use: the k of the paper. Default: 25. */
  readonly active?: number;
}

/**
 * An autoencoder with many hidden units of which each example uses few, z = W · x + b with all but the k greatest set to 0,
 * and x̂ = Wᵀ · z + b′.
 *
 * Shapes: x [n, …] with inFeatures numbers an example → [n, inFeatures]; weight [units, inFeatures], biases [units] and
 * [inFeatures]. Starts from U(±√(6 / (units + inFeatures))) and zeros.
 * Source: Makhzani, Frey, "k-Sparse Autoencoders", 2013, algorithm 1.
 *
 * @example
 * const model = new KSparseAutoencoder({ units: 100, active: 5 });
 * model.encode(zeros([2, 28, 28])).shape; // [2, 100]
 */
export class KSparseAutoencoder extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly outputBias: Parameter;
  readonly active: number;

  /** Throws: RangeError unless there are at least as many units as may be active, and one of each. */
  constructor(options: KSparseAutoencoderOptions = {}) {
    super();
    const { inFeatures = 784, units = 1000, active = 25 } = options;
    if (!(Number.isInteger(active) && active >= 1 && active <= units)) {
      throw new RangeError(
        `Cannot make a KSparseAutoencoder with ${active} of ${units} units active: expected an integer from 1 to ` +
          `${units}, got ${active}. Give it more units.`,
      );
    }
    this.weight = init.xavierUniform(new Parameter(zeros([units, inFeatures])));
    this.bias = new Parameter(zeros([units]));
    this.outputBias = new Parameter(zeros([inFeatures]));
    this.active = active;
  }

  /** The code, `active` of whose units differ from 0. Shapes: [n, …] → [n, units]. */
  encode(x: Tensor): Tensor {
    const z = x.flatten(1).matmul(this.weight.transpose()).add(this.bias); // [n, units]
    const least = z
      .detach()
      .topK({ k: this.active })
      .values.slice([0, this.active - 1]); // [n, 1]
    return z.ge(least).where(z, 0);
  }

  /** The code is what a linear classifier works with. Shapes: [n, …] → [n, units]. */
  features(x: Tensor): Tensor {
    return this.encode(x);
  }

  /** Shapes: [n, units] → [n, inFeatures]. */
  decode(code: Tensor): Tensor {
    return code.matmul(this.weight).add(this.outputBias);
  }

  forward(x: Tensor): Tensor {
    return this.decode(this.encode(x));
  }
}
