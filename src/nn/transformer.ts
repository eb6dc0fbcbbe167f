import type { Tensor } from "../tensor/index.ts";
import { xavierUniform } from "./init/index.ts";
import { LayerNorm } from "./layer-norm.ts";
import { Module } from "./module.ts";
import { TransformerDecoder } from "./transformer-decoder.ts";
import { type TransformerDecoderInputs, TransformerDecoderLayer } from "./transformer-decoder-layer.ts";
import { TransformerEncoder } from "./transformer-encoder.ts";
import { TransformerEncoderLayer, type TransformerEncoderLayerOptions } from "./transformer-encoder-layer.ts";

/** The options of `Transformer`. */
export interface TransformerOptions extends TransformerEncoderLayerOptions {
  /** Default: 512. */
  readonly dModel?: number;
  /** Default: 8. */
  readonly numHeads?: number;
  /** Default: 6. */
  readonly numEncoderLayers?: number;
  /** Default: 6. */
  readonly numDecoderLayers?: number;
}

/** What tokens must not look at: `mask` and `causal` are the target's, the memory is the encoded source. */
export interface TransformerInputs extends TransformerDecoderInputs {
  /** Pairs of source tokens. */
  readonly sourceMask?: Tensor | undefined;
  /** Source tokens: [batch, source]. */
  readonly sourceKeyPaddingMask?: Tensor | undefined;
}

/**
 * decoder(target, encoder(source)), each with a norm at its end: sequences to sequences.
 *
 * Shapes: source [source, batch, dModel], target [target, batch, dModel] → as the target; with `batchFirst` the batch
 * comes first. Matrices start from Xavier's uniform distribution, as in PyTorch.
 * Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.
 *
 * @example
 * const sizes = { dModel: 16, numHeads: 4, numEncoderLayers: 1, numDecoderLayers: 1, dimFeedforward: 32 };
 * const model = new nn.Transformer({ ...sizes, batchFirst: true });
 * model.forward(rand([2, 9, 16]), rand([2, 5, 16]), { causal: true }).shape; // [2, 5, 16]
 */
export class Transformer extends Module {
  readonly encoder: TransformerEncoder;
  readonly decoder: TransformerDecoder;

  /** Throws: RangeError if an option is out of range or the heads do not divide the features. */
  constructor(options: TransformerOptions = {}) {
    super();
    const { dModel = 512, numHeads = 8, numEncoderLayers = 6, numDecoderLayers = 6, ...rest } = options;
    const norm = () => new LayerNorm(dModel, { eps: rest.layerNormEps ?? 1e-5 });
    this.encoder = new TransformerEncoder(
      () => new TransformerEncoderLayer(dModel, numHeads, rest),
      numEncoderLayers,
      { norm: norm() },
    );
    this.decoder = new TransformerDecoder(
      () => new TransformerDecoderLayer(dModel, numHeads, rest),
      numDecoderLayers,
      { norm: norm() },
    );
    for (const parameter of this.parameters()) if (parameter.rank > 1) xavierUniform(parameter);
  }

  /** Throws: RangeError if a shape does not fit. */
  forward(source: Tensor, target: Tensor, inputs: TransformerInputs = {}): Tensor {
    const { sourceMask: mask, sourceKeyPaddingMask: keyPaddingMask, ...rest } = inputs;
    const memory = this.encoder.forward(source, { mask, keyPaddingMask });
    return this.decoder.forward(target, memory, rest);
  }
}
