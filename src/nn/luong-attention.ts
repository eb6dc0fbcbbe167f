import type { Tensor } from "../tensor/index.ts";
import { mixByScores, type SimpleAttentionInputs, type SimplyAttended } from "./additive-attention.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { checkShape } from "./recurrent-weights.ts";

/** The options of `LuongAttention`. */
export interface LuongAttentionOptions {
  /** "dot": query · key. "general": query · W · key, with a learned matrix W. Default: "dot". */
  readonly score?: "dot" | "general";
  /** The features of keys; other than `queryFeatures` with "general" only. Default: `queryFeatures`. */
  readonly keyFeatures?: number;
}

/**
 * Attention by products, score = query · key or query · W · key, whose softmax over the keys weighs the values.
 *
 * Shapes: queries [batch, queries, queryFeatures], keys [batch, keys, keyFeatures] → [batch, queries, features of the
 * values].
 * Source: Luong, Pham, Manning, "Effective Approaches to Attention-based Neural Machine Translation", 2015, section 3.1.
 *
 * @example
 * new nn.LuongAttention(16, { score: "general" }).forward(rand([2, 1, 16]), rand([2, 7, 16])).shape; // [2, 1, 16]
 */
export class LuongAttention extends Module {
  readonly weight: Linear | undefined;
  readonly queryFeatures: number;
  readonly keyFeatures: number;

  /** Throws: RangeError if a number is not a positive integer, or "dot" meets features that differ. */
  constructor(queryFeatures: number, options: LuongAttentionOptions = {}) {
    super();
    const { score = "dot", keyFeatures = queryFeatures } = options;
    this.queryFeatures = checkNumber("LuongAttention", "queryFeatures", queryFeatures, {
      least: 1,
      integer: true,
    });
    this.keyFeatures = checkNumber("LuongAttention", "keyFeatures", keyFeatures, { least: 1, integer: true });
    if ((score !== "dot" && score !== "general") || (score === "dot" && keyFeatures !== queryFeatures)) {
      throw new RangeError(
        `Cannot make LuongAttention with score "${String(score)}" of ${queryFeatures} and ${keyFeatures} features: expected ` +
          '"general", or "dot" where they are equal, got another. Leave score out for "dot".',
      );
    }
    this.weight = score === "dot" ? undefined : new Linear(keyFeatures, queryFeatures, { bias: false });
  }

  /** Throws: RangeError if a shape does not fit. */
  forward(queries: Tensor, keys: Tensor, inputs: SimpleAttentionInputs = {}): Tensor {
    checkInputTensor("LuongAttention", "queries", queries);
    checkInputTensor("LuongAttention", "keys", keys);
    return this.attend(queries, keys, inputs).output;
  }

  /** As `forward`, with the weights of the keys. Throws: RangeError if a shape does not fit. */
  attend(queries: Tensor, keys: Tensor, inputs: SimpleAttentionInputs = {}): SimplyAttended {
    const [batch = 0, count = 0] = queries.shape;
    checkShape("queries of LuongAttention", queries, [batch, count, this.queryFeatures]);
    checkShape("keys of LuongAttention", keys, [batch, keys.shape[1] ?? 0, this.keyFeatures]);
    const projected = this.weight === undefined ? keys : this.weight.forward(keys);
    return mixByScores(queries.matmul(projected.transpose()), keys, inputs);
  }
}
