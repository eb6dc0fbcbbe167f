import { Linear, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `Autoencoder`. */
export interface AutoencoderOptions {
  /** Numbers in one example. Default: 784, an image of 28 × 28. */
  readonly inFeatures?: number;
  /** Units of the encoder's hidden layers; the decoder has the same, the other way round. Default: [1000, 500, 250]. */
  readonly hidden?: readonly number[];
  /** Numbers of the code. Default: 30. */
  readonly codeFeatures?: number;
}

/**
 * An encoder that squeezes x into a short code, and a decoder that makes x of it again, x̂ = σ(decoder(encoder(x))); the
 * code is linear, hidden units are rectified. 2,837,314 parameters by default, those of the paper's autoencoder.
 *
 * Shapes: x [n, …] with inFeatures numbers an example → [n, inFeatures] between 0 and 1.
 * Source: Hinton, Salakhutdinov, "Reducing the Dimensionality of Data with Neural Networks", 2006, figure 1.
 *
 * @example
 * const model = new Autoencoder({ hidden: [64], codeFeatures: 8 });
 * model.encode(zeros([2, 28, 28])).shape; // [2, 8]
 */
export class Autoencoder extends Module {
  readonly encoder: readonly Linear[];
  readonly decoder: readonly Linear[];

  /** Throws: RangeError unless all are positive integers. */
  constructor(options: AutoencoderOptions = {}) {
    super();
    const { inFeatures = 784, hidden = [1000, 500, 250], codeFeatures = 30 } = options;
    const widths = [inFeatures, ...hidden, codeFeatures];
    this.encoder = layers(widths);
    this.decoder = layers(widths.toReversed());
  }

  /** The first hidden layer, which sees strokes and corners. Shapes: [n, …] → [n, hidden[0]]. */
  features(x: Tensor): Tensor {
    return this.encoder[0]!.forward(x.flatten(1)).relu();
  }

  /** Shapes: [n, …] → [n, codeFeatures]. */
  encode(x: Tensor): Tensor {
    return through(this.encoder, x.flatten(1));
  }

  /** Shapes: [n, codeFeatures] → [n, inFeatures]. */
  decode(code: Tensor): Tensor {
    return through(this.decoder, code).sigmoid();
  }

  forward(x: Tensor): Tensor {
    return this.decode(this.encode(x));
  }
}

function layers(widths: readonly number[]): Linear[] {
  return widths.slice(1).map((width, i) => new Linear(widths[i]!, width));
}

/** All layers, rectified between them. */
function through(layers: readonly Linear[], x: Tensor): Tensor {
  for (const layer of layers.slice(0, -1)) x = layer.forward(x).relu();
  return layers.at(-1)!.forward(x);
}
