import type { Tensor } from "../tensor/index.ts";
import type { AttentionMasks } from "./attention-mask.ts";
import { Dropout } from "./dropout.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { LayerNorm } from "./layer-norm.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { MultiheadAttention } from "./multihead-attention.ts";

/** The options of `TransformerEncoderLayer`. */
export interface TransformerEncoderLayerOptions {
  /** The features between the two linear layers. Default: 2048. */
  readonly dimFeedforward?: number;
  /** The probability that an element becomes 0 while training. Default: 0.1. */
  readonly dropout?: number;
  /** What comes between the two linear layers. Default: "relu". */
  readonly activation?: "relu" | "gelu";
  /** What is added to the variance. Default: 1e-5. */
  readonly layerNormEps?: number;
  /** Whether the batch is the first axis and tokens the second. Default: false, as in PyTorch. */
  readonly batchFirst?: boolean;
  /** Whether what goes into attention and the linear layers is normalised, not their sums. Default: false. */
  readonly normFirst?: boolean;
}

/** What tokens must not look at. */
export interface TransformerEncoderInputs extends AttentionMasks {
  /** Whether token i may look at tokens 0 … i only. Default: false. */
  readonly causal?: boolean | undefined;
}

/**
 * Self-attention and two linear layers, each added to what goes in: x = norm1(x + attention(x)), then
 * norm2(x + linear2(activation(linear1(x)))); with `normFirst` x + attention(norm1(x)), then x + …(norm2(x)).
 *
 * Shapes: x [tokens, batch, dModel], or with `batchFirst` [batch, tokens, dModel] → the same.
 *
 * Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.1; for `normFirst` Xiong et al., "On Layer
 * Normalization in the Transformer Architecture", 2020.
 *
 * @example
 * const layer = new nn.TransformerEncoderLayer(16, 4, { dimFeedforward: 32, batchFirst: true });
 * layer.forward(rand([2, 7, 16])).shape; // [2, 7, 16]
 */
export class TransformerEncoderLayer extends Module {
  readonly self_attn: MultiheadAttention;
  readonly linear1: Linear;
  readonly dropout: Dropout;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;
  readonly activation: "relu" | "gelu";
  readonly normFirst: boolean;

  /** Throws: RangeError if an option is out of range or the heads do not divide the features. */
  constructor(dModel: number, numHeads: number, options: TransformerEncoderLayerOptions = {}) {
    super();
    const { dimFeedforward = 2048, dropout = 0.1, activation = "relu", batchFirst = false } = options;
    const { layerNormEps: eps = 1e-5, normFirst = false } = options;
    this.self_attn = new MultiheadAttention(dModel, numHeads, { dropout, batchFirst });
    this.linear1 = new Linear(dModel, dimFeedforward);
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel);
    this.norm1 = new LayerNorm(dModel, { eps });
    this.norm2 = new LayerNorm(dModel, { eps });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.activation = checkActivation("TransformerEncoderLayer", activation);
    this.normFirst = normFirst;
  }

  /** Throws: RangeError if a shape does not fit. */
  forward(x: Tensor, inputs: TransformerEncoderInputs = {}): Tensor {
    checkInputTensor("TransformerEncoderLayer", "the elements", x);
    if (this.normFirst) {
      const attended = x.add(this.#attend(this.norm1.forward(x), inputs));
      return attended.add(this.#feedForward(this.norm2.forward(attended)));
    }
    const attended = this.norm1.forward(x.add(this.#attend(x, inputs)));
    return this.norm2.forward(attended.add(this.#feedForward(attended)));
  }

  #attend(x: Tensor, { mask, keyPaddingMask, causal }: TransformerEncoderInputs): Tensor {
    return this.dropout1.forward(this.self_attn.forward(x, { mask, keyPaddingMask, causal }));
  }

  #feedForward(x: Tensor): Tensor {
    const hidden = this.linear1.forward(x);
    const active = this.activation === "gelu" ? hidden.gelu() : hidden.relu();
    return this.dropout2.forward(this.linear2.forward(this.dropout.forward(active)));
  }
}

/** Throws: RangeError for any other word. */
export function checkActivation(layer: string, activation: "relu" | "gelu"): "relu" | "gelu" {
  if (activation === "relu" || activation === "gelu") return activation;
  throw new RangeError(
    `Cannot make ${layer} with activation "${String(activation)}": expected "relu" or "gelu", got another. Leave it out for ` +
      "relu.",
  );
}
