import { add, iota, le } from "../ops/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { compute } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import type { KeyValueCache } from "./key-value-cache.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { checkShape } from "./recurrent-weights.ts";
import { scaledDotProductAttention } from "./scaled-dot-product-attention.ts";

/** The options of `GroupedQueryAttention`. */
export interface GroupedQueryAttentionOptions {
  /** How many heads of keys and values there are; each serves as many queries' heads. Default: `numHeads`. */
  readonly numKvHeads?: number;
  /** Whether biases are added. Default: false. */
  readonly bias?: boolean;
}

/** What a pass may be given besides tokens. */
export interface GroupedQueryInputs {
  /** Whether token i may look at tokens 0 … i only. Default: true. */
  readonly causal?: boolean;
  /** Tokens that came before, which are looked at too; those of this pass are added. Default: none. */
  readonly cache?: KeyValueCache;
  /** What queries and keys, [batch, heads, tokens, width], become once projected, such as turned by position. */
  readonly rotate?: (x: Tensor) => Tensor;
}

/**
 * Self-attention whose queries have more heads than keys and values, so that less is kept of tokens that came before:
 * with one such head multi-query attention, with as many as queries have the usual one. Head h is softmax(q[h] · k[g]ᵀ /
 * √width) · v[g] with g = ⌊h · numKvHeads / numHeads⌋.
 *
 * Shapes: x [batch, tokens, embedDim] → the same; q_proj [embedDim, embedDim], k_proj and v_proj [numKvHeads · width,
 * embedDim], o_proj [embedDim, embedDim], width = embedDim / numHeads.
 * Source: Ainslie et al., "GQA", 2023, section 2.2; Shazeer, "Fast Transformer Decoding", 2019.
 *
 * @example
 * const layer = new nn.GroupedQueryAttention(16, 4, { numKvHeads: 2 });
 * layer.forward(rand([2, 7, 16])).shape; // [2, 7, 16]
 */
export class GroupedQueryAttention extends Module {
  readonly q_proj: Linear;
  readonly k_proj: Linear;
  readonly v_proj: Linear;
  readonly o_proj: Linear;
  readonly embedDim: number;
  readonly numHeads: number;
  readonly numKvHeads: number;

  /** Throws: RangeError if a number is out of range, or heads do not divide what they must. */
  constructor(embedDim: number, numHeads: number, options: GroupedQueryAttentionOptions = {}) {
    super();
    const { numKvHeads = numHeads, bias = false } = options;
    for (const [name, value] of Object.entries({ embedDim, numHeads, numKvHeads })) {
      checkNumber("GroupedQueryAttention", name, value, { least: 1, integer: true });
    }
    if (embedDim % numHeads !== 0 || numHeads % numKvHeads !== 0) {
      throw new RangeError(
        `Cannot make GroupedQueryAttention of ${embedDim} features with ${numHeads} heads and ${numKvHeads} of keys: expected ` +
          "heads that divide the features, and heads of keys that divide them, got a remainder. Choose other numbers.",
      );
    }
    this.embedDim = embedDim;
    this.numHeads = numHeads;
    this.numKvHeads = numKvHeads;
    const width = embedDim / numHeads;
    this.q_proj = new Linear(embedDim, embedDim, { bias });
    this.k_proj = new Linear(embedDim, numKvHeads * width, { bias });
    this.v_proj = new Linear(embedDim, numKvHeads * width, { bias });
    this.o_proj = new Linear(embedDim, embedDim, { bias });
  }

  /** Throws: RangeError if a shape does not fit. */
  forward(x: Tensor, inputs: GroupedQueryInputs = {}): Tensor {
    checkInputTensor("GroupedQueryAttention", "the elements", x);
    const { causal = true, cache, rotate = (x: Tensor) => x } = inputs;
    const [batch = 0, tokens = 0] = x.shape;
    checkShape("tokens of GroupedQueryAttention", x, [batch, tokens, this.embedDim]);
    const { numHeads, numKvHeads } = this;
    const width = this.embedDim / numHeads;
    const heads = (projection: Linear, count: number) =>
      projection.forward(x).reshape([batch, tokens, count, width]).transpose(1, 2);
    const queries = rotate(heads(this.q_proj, numHeads)); // [batch, heads, tokens, width]
    let keys = rotate(heads(this.k_proj, numKvHeads));
    let values = heads(this.v_proj, numKvHeads);
    let mask: Tensor | undefined;
    if (cache !== undefined) {
      const before = cache.length.add(0); // where this pass's tokens begin, whatever is appended
      cache.append(keys, values);
      [keys, values] = [cache.keys, cache.values];
      const last = causal ? 0 : tokens - 1;
      mask = compute([before], (before) => {
        const places = [tokens, keys.shape[2]!];
        const until = causal ? add(iota(places, 0), before) : add(before, last);
        return le(iota(places, 1), until);
      });
    }
    const grouped = queries.reshape([batch, numKvHeads, (numHeads / numKvHeads) * tokens, width]);
    const rows = numHeads / numKvHeads;
    const seen = this.#mask(mask, causal, tokens, keys.shape[2]!)?.tile([rows, 1]);
    const mixed = scaledDotProductAttention(grouped, keys, values, seen === undefined ? {} : { mask: seen });
    const joined = mixed.reshape([batch, numHeads, tokens, width]).transpose(1, 2);
    return this.o_proj.forward(joined.reshape([batch, tokens, this.embedDim]));
  }

  /** True where a token may look. Shapes: → [tokens, keys]. */
  #mask(cached: Tensor | undefined, causal: boolean, tokens: number, keys: number): Tensor | undefined {
    if (cached !== undefined) return cached;
    return causal ? compute([], () => le(iota([tokens, keys], 1), iota([tokens, keys], 0))) : undefined;
  }
}
