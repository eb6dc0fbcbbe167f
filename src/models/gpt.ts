import { Dropout, Embedding, init, KeyValueCache, LayerNorm, Linear, Module } from "../nn/index.ts";
import { attentionWeights } from "../ops/index.ts";
import { arange, compute, noGrad, type Tensor } from "../tensor/index.ts";

/** The sizes of a `GPT`. */
export interface GPTOptions {
  /** How many tokens there are to choose from. */
  readonly vocabSize: number;
  /** How many tokens it sees at once. */
  readonly contextLength: number;
  readonly numLayers: number;
  readonly numHeads: number;
  /** The features of a token, a multiple of `numHeads`. */
  readonly embedDim: number;
  /** The probability that an element becomes 0 while training. Default: 0. */
  readonly dropout?: number;
}

/** What a pass may be given besides tokens. */
export interface GPTInputs {
  /** One a layer, of `newCaches`: the tokens that came before, to which those of this pass are added. */
  readonly caches?: readonly KeyValueCache[];
}

/**
 * A decoder-only transformer that tells the next token of a text, with GPT-2's names: norms come before attention and
 * feed-forward layers, positions are learned, and the embedding of tokens is the output layer, too.
 *
 * Shapes: tokens [batch, tokens] int32 → logits [batch, tokens, vocabSize].
 * Starts from N(0, 0.02²), layers that are added to the stream from N(0, 0.02² / (2 · numLayers)), biases 0.
 *
 * Source: Radford, Wu, Child, Luan, Amodei, Sutskever, "Language Models are Unsupervised Multitask Learners", 2019,
 * section 2.3; sizes as in Karpathy, nanoGPT, 2022.
 *
 * @example
 * const model = new GPT({ vocabSize: 65, contextLength: 64, numLayers: 2, numHeads: 4, embedDim: 32 });
 * const tokens = tensor([[1, 2, 3]], { dtype: "int32" });
 * model.forward(tokens).shape; // [1, 3, 65]
 */
export class GPT extends Module {
  readonly wte: Embedding;
  readonly wpe: Embedding;
  readonly drop: Dropout;
  readonly h: readonly Block[];
  readonly ln_f: LayerNorm;
  readonly contextLength: number;
  readonly numHeads: number;

  /** Throws: RangeError if a size is not a positive integer, or the heads do not divide the features. */
  constructor(options: GPTOptions) {
    super();
    const { vocabSize, contextLength, numLayers, numHeads, embedDim, dropout = 0 } = options;
    if (!(Number.isInteger(numLayers) && numLayers >= 1) || embedDim % numHeads !== 0) {
      throw new RangeError(
        `Cannot make a GPT of ${numLayers} layers with ${numHeads} heads for ${embedDim} features: expected at least one ` +
          "layer, and heads that divide the features. Choose other numbers.",
      );
    }
    this.contextLength = contextLength;
    this.numHeads = numHeads;
    this.wte = new Embedding(vocabSize, embedDim);
    this.wpe = new Embedding(contextLength, embedDim);
    this.drop = new Dropout(dropout);
    this.h = Array.from({ length: numLayers }, () => new Block(embedDim, numHeads, dropout));
    this.ln_f = new LayerNorm(embedDim);
    for (const [name, parameter] of this.namedParameters()) {
      const residual = name.endsWith("c_proj.weight");
      if (parameter.rank > 1)
        init.normal(parameter, { std: 0.02 / (residual ? Math.sqrt(2 * numLayers) : 1) });
      else if (name.endsWith("bias")) init.zeros(parameter);
    }
  }

  /** Throws: RangeError if there are more tokens than it can see at once. */
  forward(tokens: Tensor, { caches }: GPTInputs = {}): Tensor {
    const count = tokens.shape[1]!;
    if (count > this.contextLength) {
      throw new RangeError(
        `Cannot apply a GPT to ${count} tokens: expected at most ${this.contextLength}, got ${count}. Give it the last ones.`,
      );
    }
    const before = caches?.[0]?.length.add(0); // tokens that came before this pass, whatever is added to the caches
    const places = arange(0, count, { dtype: "int32" }); // [tokens]
    const positions = before === undefined ? places : places.add(before);
    let x = this.wte.forward(tokens).add(this.wpe.forward(positions)); // [batch, tokens, embedDim]
    x = this.drop.forward(x);
    for (const [layer, block] of this.h.entries()) {
      x = block.forward(x, caches && { cache: caches[layer]!, positions });
    }
    return this.ln_f.forward(x).matmul(this.wte.weight.transpose()); // [batch, tokens, vocabSize]
  }

  /** Empty caches for all layers, with room for the whole context. */
  newCaches(batch = 1): KeyValueCache[] {
    const { numHeads, contextLength: maxTokens } = this;
    const width = this.wte.embeddingDim / numHeads;
    return this.h.map(() => new KeyValueCache({ batch, numHeads, maxTokens, width }));
  }
}

/** Where the tokens of a pass go, and which they are: [tokens] int32. */
interface Past {
  readonly cache: KeyValueCache;
  readonly positions: Tensor;
}

/** x + attention(norm(x)), then x + mlp(norm(x)). */
class Block extends Module {
  readonly ln_1: LayerNorm;
  readonly attn: SelfAttention;
  readonly ln_2: LayerNorm;
  readonly mlp: FeedForward;

  constructor(embedDim: number, numHeads: number, dropout: number) {
    super();
    this.ln_1 = new LayerNorm(embedDim);
    this.attn = new SelfAttention(embedDim, numHeads, dropout);
    this.ln_2 = new LayerNorm(embedDim);
    this.mlp = new FeedForward(embedDim, dropout);
  }

  forward(x: Tensor, past?: Past): Tensor {
    x = x.add(this.attn.forward(this.ln_1.forward(x), past)); // [batch, tokens, embedDim]
    return x.add(this.mlp.forward(this.ln_2.forward(x)));
  }
}

/** Causal attention in several heads. */
class SelfAttention extends Module {
  readonly c_attn: Linear;
  readonly c_proj: Linear;
  readonly attn_dropout: Dropout;
  readonly resid_dropout: Dropout;
  readonly numHeads: number;

  constructor(embedDim: number, numHeads: number, dropout: number) {
    super();
    this.c_attn = new Linear(embedDim, 3 * embedDim);
    this.c_proj = new Linear(embedDim, embedDim);
    this.attn_dropout = new Dropout(dropout);
    this.resid_dropout = new Dropout(dropout);
    this.numHeads = numHeads;
  }

  forward(x: Tensor, past?: Past): Tensor {
    const [batch, tokens, features] = x.shape as [number, number, number];
    const heads = (y: Tensor) =>
      y.reshape([batch, tokens, this.numHeads, features / this.numHeads]).transpose(1, 2);
    const [q, k, v] = this.c_attn.forward(x).chunk(3, { axis: 2 }).map(heads); // [batch, heads, tokens, width]
    const [keys, values, seen] = past === undefined ? [k!, v!] : remember(past, k!, v!);
    const weights =
      seen === undefined
        ? compute([q!, keys], (q, k) => attentionWeights(q, k, { causal: true }))
        : compute([q!, keys, seen], (q, k, mask) => attentionWeights(q, k, { mask })); // [batch, heads, tokens, keys]
    const mixed = this.attn_dropout.forward(weights).matmul(values); // [batch, heads, tokens, width]
    const joined = mixed.transpose(1, 2).reshape([batch, tokens, features]);
    return this.resid_dropout.forward(this.c_proj.forward(joined));
  }
}

/** All keys and values so far, and which of them each token may look at: those up to its own. */
function remember({ cache, positions }: Past, keys: Tensor, values: Tensor): [Tensor, Tensor, Tensor] {
  noGrad(() => cache.append(keys, values));
  const places = arange(0, cache.keys.shape[2]!, { dtype: "int32" });
  return [cache.keys, cache.values, places.le(positions.unsqueeze(1))]; // [tokens, maxTokens]
}

/** Two linear layers with GELU between them. */
class FeedForward extends Module {
  readonly c_fc: Linear;
  readonly c_proj: Linear;
  readonly dropout: Dropout;

  constructor(embedDim: number, dropout: number) {
    super();
    this.c_fc = new Linear(embedDim, 4 * embedDim);
    this.c_proj = new Linear(4 * embedDim, embedDim);
    this.dropout = new Dropout(dropout);
  }

  forward(x: Tensor): Tensor {
    return this.dropout.forward(this.c_proj.forward(this.c_fc.forward(x).gelu({ approximate: "tanh" })));
  }
}
