import type { Tensor } from "../tensor/index.ts";
import { makeLayers } from "./layer-option.ts";
import { type Layer, Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import type { TransformerDecoderInputs, TransformerDecoderLayer } from "./transformer-decoder-layer.ts";

/** The options of `TransformerDecoder`. */
export interface TransformerDecoderOptions {
  /** What comes after the last layer, such as a `LayerNorm`. Default: nothing. */
  readonly norm?: Layer;
}

/**
 * Decoder layers one after the other, y = norm(layerₙ(… layer₁(x, memory) …, memory)), all with the same memory and
 * masks. `makeLayer` is called once a layer, so that each starts from weights of its own.
 *
 * Shapes: as the layers'.
 * Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.1.
 *
 * @example
 * const options = { dimFeedforward: 32, batchFirst: true };
 * const decoder = new nn.TransformerDecoder(() => new nn.TransformerDecoderLayer(16, 4, options), 2);
 * decoder.forward(rand([2, 7, 16]), rand([2, 5, 16]), { causal: true }).shape; // [2, 7, 16]
 */
export class TransformerDecoder extends Module {
  readonly layers: readonly TransformerDecoderLayer[];
  readonly norm: Layer | undefined;

  /** Throws: RangeError unless `numLayers` is a positive integer. */
  constructor(
    makeLayer: () => TransformerDecoderLayer,
    numLayers: number,
    options: TransformerDecoderOptions = {},
  ) {
    super();
    checkNumber("TransformerDecoder", "numLayers", numLayers, { least: 1, integer: true });
    this.layers = makeLayers("TransformerDecoder", makeLayer, numLayers);
    this.norm = options.norm;
  }

  /** Throws: RangeError if a shape does not fit. */
  forward(x: Tensor, memory: Tensor, inputs: TransformerDecoderInputs = {}): Tensor {
    const y = this.layers.reduce((x, layer) => layer.forward(x, memory, inputs), x);
    return this.norm === undefined ? y : this.norm.forward(y);
  }
}
