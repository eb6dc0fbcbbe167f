import { Linear, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `MLP`. */
export interface MLPOptions {
  /** Numbers in one example. Default: 784, an image of 28 × 28. */
  readonly inFeatures?: number;
  /** Units of each hidden layer. Default: [128]. */
  readonly hidden?: readonly number[];
  /** Default: 10. */
  readonly numClasses?: number;
}

/**
 * A multi-layer perceptron: linear layers with ReLU between them.
 *
 * Shapes: x [n, …] with inFeatures numbers an example → logits [n, numClasses].
 *
 * @example
 * const model = new MLP({ hidden: [256, 128] });
 */
export class MLP extends Module {
  readonly layers: readonly Linear[];

  constructor(options: MLPOptions = {}) {
    super();
    const { inFeatures = 784, hidden = [128], numClasses = 10 } = options;
    const widths = [inFeatures, ...hidden, numClasses];
    this.layers = widths.slice(1).map((width, i) => new Linear(widths[i]!, width));
  }

  forward(x: Tensor): Tensor {
    x = x.flatten(1); // [n, inFeatures]
    for (const layer of this.layers.slice(0, -1)) x = layer.forward(x).relu(); // [n, hidden[i]]
    return this.layers.at(-1)!.forward(x); // [n, numClasses]
  }
}
