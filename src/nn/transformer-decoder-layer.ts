import type { Tensor } from "../tensor/index.ts";
import { Dropout } from "./dropout.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { LayerNorm } from "./layer-norm.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { MultiheadAttention } from "./multihead-attention.ts";
import {
  checkActivation,
  type TransformerEncoderInputs,
  type TransformerEncoderLayerOptions,
} from "./transformer-encoder-layer.ts";

/** The options of `TransformerDecoderLayer`. */
export type TransformerDecoderLayerOptions = TransformerEncoderLayerOptions;

/** What tokens must not look at: among themselves, and in the memory. */
export interface TransformerDecoderInputs extends TransformerEncoderInputs {
  /** Pairs of token and memory, as `mask`. */
  readonly memoryMask?: Tensor | undefined;
  /** Elements of the memory: [batch, memory], as `keyPaddingMask`. */
  readonly memoryKeyPaddingMask?: Tensor | undefined;
}

/**
 * Self-attention, attention to a memory, and two linear layers, each added to what goes in: x = norm1(x +
 * attention(x)), norm2(x + attention(x, memory)), norm3(x + linear2(activation(linear1(x)))); with `normFirst` norms
 * are of what goes into each part, not of the sums.
 *
 * Shapes: x [tokens, batch, dModel], memory [memory, batch, dModel] → as x; with `batchFirst` the batch comes first.
 *
 * Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.1; for `normFirst` Xiong et al., "On Layer
 * Normalization in the Transformer Architecture", 2020.
 *
 * @example
 * const layer = new nn.TransformerDecoderLayer(16, 4, { dimFeedforward: 32, batchFirst: true });
 * layer.forward(rand([2, 7, 16]), rand([2, 5, 16]), { causal: true }).shape; // [2, 7, 16]
 */
export class TransformerDecoderLayer extends Module {
  readonly self_attn: MultiheadAttention;
  readonly multihead_attn: MultiheadAttention;
  readonly linear1: Linear;
  readonly dropout: Dropout;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly norm3: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;
  readonly dropout3: Dropout;
  readonly activation: "relu" | "gelu";
  readonly normFirst: boolean;

  /** Throws: RangeError if an option is out of range or the heads do not divide the features. */
  constructor(dModel: number, numHeads: number, options: TransformerDecoderLayerOptions = {}) {
    super();
    const { dimFeedforward = 2048, dropout = 0.1, activation = "relu", batchFirst = false } = options;
    const { layerNormEps: eps = 1e-5, normFirst = false } = options;
    this.activation = checkActivation("TransformerDecoderLayer", activation);
    this.self_attn = new MultiheadAttention(dModel, numHeads, { dropout, batchFirst });
    this.multihead_attn = new MultiheadAttention(dModel, numHeads, { dropout, batchFirst });
    this.linear1 = new Linear(dModel, dimFeedforward);
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel);
    this.norm1 = new LayerNorm(dModel, { eps });
    this.norm2 = new LayerNorm(dModel, { eps });
    this.norm3 = new LayerNorm(dModel, { eps });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.dropout3 = new Dropout(dropout);
    this.normFirst = normFirst;
  }

  /** Throws: RangeError if a shape does not fit. */
  forward(x: Tensor, memory: Tensor, inputs: TransformerDecoderInputs = {}): Tensor {
    checkInputTensor("TransformerDecoderLayer", "the elements", x);
    checkInputTensor("TransformerDecoderLayer", "a memory", memory);
    if (this.normFirst) {
      const attended = x.add(this.#attend(this.norm1.forward(x), inputs));
      const informed = attended.add(this.#look(this.norm2.forward(attended), memory, inputs));
      return informed.add(this.#feedForward(this.norm3.forward(informed)));
    }
    const attended = this.norm1.forward(x.add(this.#attend(x, inputs)));
    const informed = this.norm2.forward(attended.add(this.#look(attended, memory, inputs)));
    return this.norm3.forward(informed.add(this.#feedForward(informed)));
  }

  #attend(x: Tensor, { mask, keyPaddingMask, causal }: TransformerDecoderInputs): Tensor {
    return this.dropout1.forward(this.self_attn.forward(x, { mask, keyPaddingMask, causal }));
  }

  #look(x: Tensor, memory: Tensor, inputs: TransformerDecoderInputs): Tensor {
    const { memoryMask: mask, memoryKeyPaddingMask: keyPaddingMask } = inputs;
    return this.dropout2.forward(this.multihead_attn.forward(x, { key: memory, mask, keyPaddingMask }));
  }

  #feedForward(x: Tensor): Tensor {
    const hidden = this.linear1.forward(x);
    const active = this.activation === "gelu" ? hidden.gelu() : hidden.relu();
    return this.dropout3.forward(this.linear2.forward(this.dropout.forward(active)));
  }
}
