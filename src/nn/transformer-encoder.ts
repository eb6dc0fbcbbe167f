import type { Tensor } from "../tensor/index.ts";
import { makeLayers } from "./layer-option.ts";
import { type Layer, Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import type { TransformerEncoderInputs, TransformerEncoderLayer } from "./transformer-encoder-layer.ts";

/** The options of `TransformerEncoder`. */
export interface TransformerEncoderOptions {
  /** What comes after the last layer, such as a `LayerNorm`. Default: nothing. */
  readonly norm?: Layer;
}

/**
 * Encoder layers one after the other, y = norm(layerₙ(… layer₁(x))), all with the same masks. `makeLayer` is called once
 * a layer, so that each starts from weights of its own.
 *
 * Shapes: as the layers'.
 * Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.1.
 *
 * @example
 * const options = { dimFeedforward: 32, batchFirst: true };
 * const encoder = new nn.TransformerEncoder(() => new nn.TransformerEncoderLayer(16, 4, options), 2);
 * encoder.forward(rand([2, 7, 16]), { causal: true }).shape; // [2, 7, 16]
 */
export class TransformerEncoder extends Module {
  readonly layers: readonly TransformerEncoderLayer[];
  readonly norm: Layer | undefined;

  /** Throws: RangeError unless `numLayers` is a positive integer. */
  constructor(
    makeLayer: () => TransformerEncoderLayer,
    numLayers: number,
    options: TransformerEncoderOptions = {},
  ) {
    super();
    checkNumber("TransformerEncoder", "numLayers", numLayers, { least: 1, integer: true });
    this.layers = makeLayers("TransformerEncoder", makeLayer, numLayers);
    this.norm = options.norm;
  }

  /** Throws: RangeError if a shape does not fit. */
  forward(x: Tensor, inputs: TransformerEncoderInputs = {}): Tensor {
    const y = this.layers.reduce((x, layer) => layer.forward(x, inputs), x);
    return this.norm === undefined ? y : this.norm.forward(y);
  }
}
