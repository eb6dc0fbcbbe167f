import type { Tensor } from "../tensor/index.ts";
import { checkLayer } from "./layer-option.ts";
import { type Layer, Module } from "./module.ts";

/** The options of `Residual`. */
export interface ResidualOptions {
  /** What the input goes through besides, where it must change its shape. Default: it passes. */
  readonly shortcut?: Layer;
}

/**
 * y = layer(x) + x, or + shortcut(x): a step from x that is learned, through which gradients pass.
 *
 * Shapes: any → the layer's output, which is that of the shortcut.
 * Source: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015, equations 1 and 2.
 *
 * @example
 * const block = new nn.Residual(new nn.Sequential([new nn.Linear(16, 16), new nn.ReLU()]));
 * block.forward(zeros([4, 16])).shape; // [4, 16]
 */
export class Residual extends Module {
  readonly layer: Layer;
  readonly shortcut: Layer | undefined;

  constructor(layer: Layer, options: ResidualOptions = {}) {
    super();
    this.layer = checkLayer("Residual", layer);
    this.shortcut = options.shortcut === undefined ? undefined : checkLayer("Residual", options.shortcut);
  }

  /** Throws: RangeError if the shapes of both ways do not fit together. */
  forward(x: Tensor): Tensor {
    return this.layer.forward(x).add(this.shortcut === undefined ? x : this.shortcut.forward(x));
  }
}
