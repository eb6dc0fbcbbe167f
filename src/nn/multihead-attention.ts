import { attentionWeights } from "../ops/index.ts";
import { compute, Parameter, type Tensor, zeros } from "../tensor/index.ts";
import { type AttentionMasks, mergedMask } from "./attention-mask.ts";
import { Dropout } from "./dropout.ts";
import { xavierUniform } from "./init/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { checkShape } from "./recurrent-weights.ts";

/** The options of `MultiheadAttention`. */
export interface MultiheadAttentionOptions {
  /** The probability that a weight of a key becomes 0 while training. Default: 0. */
  readonly dropout?: number;
  /** Whether biases are added. Default: true. */
  readonly bias?: boolean;
  /** The features of keys. Default: `embedDim`. */
  readonly kdim?: number;
  /** The features of values. Default: `embedDim`. */
  readonly vdim?: number;
  /** Whether the batch is the first axis and tokens the second. Default: false, as in PyTorch. */
  readonly batchFirst?: boolean;
}

/** What is attended to, and what must not be. */
export interface MultiheadAttentionInputs extends AttentionMasks {
  /** Default: the queries, which is self-attention. */
  readonly key?: Tensor | undefined;
  /** Default: the keys. */
  readonly value?: Tensor | undefined;
  /** Whether query i may look at keys 0 … i only. Default: false. */
  readonly causal?: boolean | undefined;
}

/** What `MultiheadAttention.attend` gives. */
export interface Attended {
  readonly output: Tensor;
  /** What each head of each query gave to each key: [batch, numHeads, queries, keys]. */
  readonly weights: Tensor;
}

/**
 * Attention of several heads side by side, each on its own projection of queries, keys and values: head h is
 * softmax(q[h] · k[h]ᵀ / √width) · v[h], and out_proj mixes them all. Parameters carry PyTorch's names, and masks are as
 * in PyTorch's layer: true where must not be looked.
 *
 * Shapes: queries [tokens, batch, embedDim] → the same; keys [keys, batch, kdim]; values [keys, batch, vdim]; with
 * `batchFirst` the batch comes first in all. Without a batch: queries [tokens, embedDim], keys, values and
 * `keyPaddingMask` alike.
 * Starts from Xavier's uniform distribution and biases 0, as in PyTorch.
 *
 * Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.2.
 *
 * @example
 * const layer = new nn.MultiheadAttention(16, 4, { batchFirst: true });
 * layer.forward(rand([2, 7, 16]), { causal: true }).shape; // [2, 7, 16]
 */
export class MultiheadAttention extends Module {
  /** The three projections above each other, where keys and values have `embedDim` features. */
  readonly in_proj_weight: Parameter | undefined;
  /** The three projections, where they have others. */
  readonly q_proj_weight: Parameter | undefined;
  readonly k_proj_weight: Parameter | undefined;
  readonly v_proj_weight: Parameter | undefined;
  readonly in_proj_bias: Parameter | undefined;
  readonly out_proj: Linear;
  readonly embedDim: number;
  readonly numHeads: number;
  readonly kdim: number;
  readonly vdim: number;
  readonly batchFirst: boolean;
  readonly weightDropout: Dropout;

  /** Throws: RangeError if a number is out of range or the heads do not divide the features. */
  constructor(embedDim: number, numHeads: number, options: MultiheadAttentionOptions = {}) {
    super();
    const { dropout = 0, bias = true, kdim = embedDim, vdim = embedDim, batchFirst = false } = options;
    for (const [name, value] of Object.entries({ embedDim, numHeads, kdim, vdim })) {
      checkNumber("MultiheadAttention", name, value, { least: 1, integer: true });
    }
    if (embedDim % numHeads !== 0) {
      throw new RangeError(
        `Cannot make MultiheadAttention of ${embedDim} features with ${numHeads} heads: expected heads that divide the ` +
          `features, got a remainder of ${embedDim % numHeads}. Choose another number of heads.`,
      );
    }
    this.embedDim = embedDim;
    this.numHeads = numHeads;
    this.kdim = kdim;
    this.vdim = vdim;
    this.batchFirst = batchFirst;
    if (kdim === embedDim && vdim === embedDim) {
      this.in_proj_weight = xavierUniform(new Parameter(zeros([3 * embedDim, embedDim])));
    } else {
      this.q_proj_weight = xavierUniform(new Parameter(zeros([embedDim, embedDim])));
      this.k_proj_weight = xavierUniform(new Parameter(zeros([embedDim, kdim])));
      this.v_proj_weight = xavierUniform(new Parameter(zeros([embedDim, vdim])));
    }
    this.in_proj_bias = bias ? new Parameter(zeros([3 * embedDim])) : undefined;
    this.out_proj = new Linear(embedDim, embedDim, { bias });
    this.out_proj.bias?.assign(zeros([embedDim]));
    this.weightDropout = new Dropout(dropout);
  }

  /** Throws: RangeError if a shape does not fit. */
  forward(query: Tensor, inputs: MultiheadAttentionInputs = {}): Tensor {
    return this.attend(query, inputs).output;
  }

  /** As `forward`, with the weights of the keys. Throws: RangeError if a shape does not fit. */
  attend(query: Tensor, inputs: MultiheadAttentionInputs = {}): Attended {
    checkInputTensor("MultiheadAttention", "queries", query);
    if (query.rank !== 2) return this.#attendBatch(query, inputs);
    const axis = this.batchFirst ? 0 : 1;
    const batched = {
      ...inputs,
      key: inputs.key?.unsqueeze(axis),
      value: inputs.value?.unsqueeze(axis),
      keyPaddingMask: inputs.keyPaddingMask?.unsqueeze(0),
    };
    const { output, weights } = this.#attendBatch(query.unsqueeze(axis), batched);
    return { output: output.squeeze(axis), weights: weights.squeeze(0) };
  }

  #attendBatch(query: Tensor, inputs: MultiheadAttentionInputs): Attended {
    const { key = query, value = key, causal = false } = inputs;
    const batch = query.shape[this.batchFirst ? 0 : 1] ?? 0;
    const queries = query.shape[this.batchFirst ? 1 : 0] ?? 0;
    const keys = key.shape[this.batchFirst ? 1 : 0] ?? 0;
    const layout = (tokens: number, features: number) =>
      this.batchFirst ? [batch, tokens, features] : [tokens, batch, features];
    checkShape("queries of MultiheadAttention", query, layout(queries, this.embedDim));
    checkShape("keys of MultiheadAttention", key, layout(keys, this.kdim));
    checkShape("values of MultiheadAttention", value, layout(keys, this.vdim));

    const [q, k, v] = [query, key, value].map((x, part) => this.#heads(x, part)); // [batch, heads, tokens, width]
    const mask = mergedMask(inputs, { batch, numHeads: this.numHeads, queries, keys });
    const weights =
      mask === undefined
        ? compute([q!, k!], (q, k) => attentionWeights(q, k, { causal }))
        : compute([q!, k!, mask], (q, k, mask) => attentionWeights(q, k, { causal, mask }));
    const mixed = this.weightDropout.forward(weights).matmul(v!); // [batch, heads, queries, width]
    const order = this.batchFirst ? [0, 2, 1, 3] : [2, 0, 1, 3];
    const joined = mixed.permute(order).reshape(layout(queries, this.embedDim));
    return { output: this.out_proj.forward(joined), weights };
  }

  /** Projection `part` of x, head by head. Shapes: [tokens, batch, …] or batch first → [batch, heads, tokens, width]. */
  #heads(x: Tensor, part: number): Tensor {
    const { embedDim, numHeads, in_proj_bias: bias } = this;
    const rows = (stacked: Tensor) => stacked.slice([part * embedDim], [(part + 1) * embedDim]);
    const weight =
      this.in_proj_weight === undefined
        ? [this.q_proj_weight, this.k_proj_weight, this.v_proj_weight][part]!
        : rows(this.in_proj_weight);
    const [first, second, features] = x.shape;
    const product = x.reshape([first! * second!, features!]).matmul(weight.transpose()); // [tokens · batch, embedDim]
    const projected = bias === undefined ? product : product.add(rows(bias));
    const heads = projected.reshape([first!, second!, numHeads, embedDim / numHeads]);
    return heads.permute(this.batchFirst ? [0, 2, 1, 3] : [1, 2, 0, 3]);
  }
}
