import type { Tensor } from "../tensor/index.ts";
import { checkLayer } from "./layer-option.ts";
import { type Layer, Module } from "./module.ts";

/**
 * Layers one after the other: y = layerₙ(… layer₁(x)). They are its elements, so parameters are called
 * `0.weight`, `0.bias`, `2.weight` and so on, as in PyTorch.
 *
 * Source: PyTorch, `nn.Sequential`.
 *
 * @example
 * const net = new nn.Sequential([new nn.Linear(784, 128), new nn.ReLU(), new nn.Linear(128, 10)]);
 * net[0]; // the first layer
 */
export class Sequential extends Module {
  readonly [index: number]: Layer;
  readonly length: number;

  /** Throws: TypeError unless it is given an array of layers. */
  constructor(layers: readonly Layer[]) {
    super();
    if (!Array.isArray(layers)) {
      throw new TypeError(
        `Cannot make Sequential of a ${typeof layers}: expected an array of layers, got a ${typeof layers}. Put them in ` +
          "brackets.",
      );
    }
    this.length = layers.length;
    Object.assign(
      this,
      layers.map((layer) => checkLayer("Sequential", layer)),
    );
  }

  forward(x: Tensor): Tensor {
    for (let i = 0; i < this.length; i++) x = this[i]!.forward(x);
    return x;
  }
}
