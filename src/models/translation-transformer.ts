import {
  Dropout,
  Embedding,
  init,
  type KeyValueCache,
  LayerNorm,
  Linear,
  Module,
  SinusoidalPositions,
  scaledDotProductAttention,
} from "../nn/index.ts";
import { arange, type Tensor } from "../tensor/index.ts";

/** The sizes of a `TranslationTransformer`. */
export interface TranslationTransformerOptions {
  /** How many tokens both languages have together; 0 is padding. */
  readonly vocabSize: number;
  /** The features of a token, a multiple of `numHeads`. */
  readonly embedDim: number;
  readonly numHeads: number;
  /** Layers of the encoder, and as many of the decoder. */
  readonly numLayers: number;
  /** Features between the two linear layers that follow attention. Default: 4 · embedDim. */
  readonly feedForwardDim?: number;
  /** The probability that an element becomes 0 while training. Default: 0.1. */
  readonly dropout?: number;
}

/** What was read of a source: keys and values for each layer of the decoder, and where they count. */
export interface Memory {
  /** Each [batch, heads, source, width]. */
  readonly layers: readonly KeysAndValues[];
  /** True where there are tokens: [batch, 1, 1, source]. */
  readonly mask: Tensor;
}

type KeysAndValues = readonly [keys: Tensor, values: Tensor];

/**
 * A transformer that reads a text in one language and tells the next token of it in another one. Norms come before attention and
 * feed-forward layers, and one table embeds the tokens of both languages and is the output layer, too.
 *
 * Shapes: source [batch, source] int32, target so far [batch, target] int32 → logits [batch, target, vocabSize].
 *
 * Throws: RangeError if a size is not a positive integer, or the heads do not divide the features.
 * Source: Vaswani, Shazeer, Parmar and others, "Attention Is All You Need", 2017, section 3; norms as in Xiong and others, "On
 * Layer Normalization in the Transformer Architecture", 2020.
 *
 * @example
 * const model = new TranslationTransformer({ vocabSize: 50, embedDim: 16, numHeads: 2, numLayers: 1 });
 * const [source, target] = [tensor([[9, 4, 2, 0]], { dtype: "int32" }), tensor([[1, 7]], { dtype: "int32" })];
 * model.forward(source, target).shape; // [1, 2, 50]
 */
export class TranslationTransformer extends Module {
  readonly embedding: Embedding;
  readonly positions: SinusoidalPositions;
  readonly dropout: Dropout;
  readonly encoder: readonly EncoderLayer[];
  readonly encoderNorm: LayerNorm;
  readonly decoder: readonly DecoderLayer[];
  readonly decoderNorm: LayerNorm;
  readonly numHeads: number;

  constructor(options: TranslationTransformerOptions) {
    super();
    const { vocabSize, embedDim, numHeads, numLayers, dropout = 0.1 } = options;
    const sizes = { embedDim, numHeads, feedForwardDim: options.feedForwardDim ?? 4 * embedDim, dropout };
    if (!(Number.isInteger(numLayers) && numLayers >= 1) || embedDim % numHeads !== 0) {
      throw new RangeError(
        `Cannot make a TranslationTransformer of ${numLayers} layers with ${numHeads} heads for ${embedDim} features: expected ` +
          "at least one layer, and heads that divide the features. Choose other numbers.",
      );
    }
    this.embedding = new Embedding(vocabSize, embedDim);
    this.positions = new SinusoidalPositions(embedDim);
    this.dropout = new Dropout(dropout);
    this.encoder = Array.from({ length: numLayers }, () => new EncoderLayer(sizes));
    this.encoderNorm = new LayerNorm(embedDim);
    this.decoder = Array.from({ length: numLayers }, () => new DecoderLayer(sizes));
    this.decoderNorm = new LayerNorm(embedDim);
    this.numHeads = numHeads;
    for (const [name, parameter] of this.namedParameters()) {
      if (name === "embedding.weight") init.normal(parameter, { std: embedDim ** -0.5 });
      else if (parameter.rank === 2) init.xavierUniform(parameter);
    }
  }

  /** Throws: TypeError unless both are int32. */
  forward(source: Tensor, target: Tensor): Tensor {
    return this.write(target, this.read(source));
  }

  /** The encoder. */
  read(source: Tensor): Memory {
    const mask = source.ne(0).unsqueeze(1).unsqueeze(1); // [batch, 1, 1, source]
    let x = this.#embed(source); // [batch, source, embedDim]
    for (const layer of this.encoder) x = layer.forward(x, mask);
    x = this.encoderNorm.forward(x);
    return { layers: this.decoder.map(({ crossAttention }) => crossAttention.keysAndValues(x)), mask };
  }

  /** The decoder; with a cache a layer, tokens follow those that the caches have. */
  write(target: Tensor, memory: Memory, caches?: readonly KeyValueCache[]): Tensor {
    let x = this.#embed(target, caches?.[0]?.length.add(0)); // [batch, target, embedDim]
    for (const [i, layer] of this.decoder.entries()) {
      x = layer.forward(x, memory.layers[i]!, memory.mask, caches?.[i]);
    }
    return this.decoderNorm.forward(x).matmul(this.embedding.weight.transpose()); // [batch, target, vocabSize]
  }

  #embed(tokens: Tensor, offset: number | Tensor = 0): Tensor {
    const vectors = this.embedding.forward(tokens).mul(Math.sqrt(this.embedding.embeddingDim));
    return this.dropout.forward(this.positions.forward(vectors, { offset }));
  }
}

interface LayerSizes {
  readonly embedDim: number;
  readonly numHeads: number;
  readonly feedForwardDim: number;
  readonly dropout: number;
}

/** x + attention(norm(x)), then x + feedForward(norm(x)). */
class EncoderLayer extends Module {
  readonly attentionNorm: LayerNorm;
  readonly attention: Attention;
  readonly feedForwardNorm: LayerNorm;
  readonly feedForward: FeedForward;
  readonly dropout: Dropout;

  constructor(sizes: LayerSizes) {
    super();
    this.attentionNorm = new LayerNorm(sizes.embedDim);
    this.attention = new Attention(sizes);
    this.feedForwardNorm = new LayerNorm(sizes.embedDim);
    this.feedForward = new FeedForward(sizes);
    this.dropout = new Dropout(sizes.dropout);
  }

  forward(x: Tensor, mask: Tensor): Tensor {
    const own = this.attentionNorm.forward(x);
    x = x.add(this.dropout.forward(this.attention.forward(own, this.attention.keysAndValues(own), { mask })));
    return x.add(this.dropout.forward(this.feedForward.forward(this.feedForwardNorm.forward(x))));
  }
}

/** As the encoder's, but tokens look at none after them, and then at what was read. */
class DecoderLayer extends Module {
  readonly attentionNorm: LayerNorm;
  readonly attention: Attention;
  readonly crossNorm: LayerNorm;
  readonly crossAttention: Attention;
  readonly feedForwardNorm: LayerNorm;
  readonly feedForward: FeedForward;
  readonly dropout: Dropout;

  constructor(sizes: LayerSizes) {
    super();
    this.attentionNorm = new LayerNorm(sizes.embedDim);
    this.attention = new Attention(sizes);
    this.crossNorm = new LayerNorm(sizes.embedDim);
    this.crossAttention = new Attention(sizes);
    this.feedForwardNorm = new LayerNorm(sizes.embedDim);
    this.feedForward = new FeedForward(sizes);
    this.dropout = new Dropout(sizes.dropout);
  }

  forward(x: Tensor, memory: KeysAndValues, mask: Tensor, cache?: KeyValueCache): Tensor {
    x = x.add(this.dropout.forward(this.#lookBack(this.attentionNorm.forward(x), cache)));
    x = x.add(this.dropout.forward(this.crossAttention.forward(this.crossNorm.forward(x), memory, { mask })));
    return x.add(this.dropout.forward(this.feedForward.forward(this.feedForwardNorm.forward(x))));
  }

  #lookBack(x: Tensor, cache: KeyValueCache | undefined): Tensor {
    const own = this.attention.keysAndValues(x);
    if (cache === undefined) return this.attention.forward(x, own, { causal: true });
    const before = cache.length.add(0);
    cache.append(...own);
    const [places, tokens] = [cache.keys.shape[2]!, x.shape[1]!];
    const last = arange(0, tokens, { dtype: "int32" }).add(before).unsqueeze(1); // [tokens, 1]
    const mask = arange(0, places, { dtype: "int32" }).le(last); // [tokens, places]
    return this.attention.forward(x, [cache.keys, cache.values], { mask });
  }
}

/** Attention in several heads, to keys and values that are computed once. */
class Attention extends Module {
  readonly query: Linear;
  readonly keyValue: Linear;
  readonly output: Linear;
  readonly numHeads: number;

  constructor({ embedDim, numHeads }: LayerSizes) {
    super();
    this.query = new Linear(embedDim, embedDim);
    this.keyValue = new Linear(embedDim, 2 * embedDim);
    this.output = new Linear(embedDim, embedDim);
    this.numHeads = numHeads;
  }

  /** Shapes: [batch, tokens, embedDim] → each [batch, heads, tokens, width]. */
  keysAndValues(x: Tensor): KeysAndValues {
    const [keys, values] = this.keyValue.forward(x).chunk(2, { axis: 2 });
    return [this.#heads(keys!), this.#heads(values!)];
  }

  forward(x: Tensor, [keys, values]: KeysAndValues, which: { mask?: Tensor; causal?: boolean }): Tensor {
    const mixed = scaledDotProductAttention(this.#heads(this.query.forward(x)), keys, values, which);
    return this.output.forward(mixed.transpose(1, 2).flatten(2)); // [batch, tokens, embedDim]
  }

  #heads(x: Tensor): Tensor {
    const [batch, tokens, features] = x.shape as [number, number, number];
    return x.reshape([batch, tokens, this.numHeads, features / this.numHeads]).transpose(1, 2);
  }
}

/** Two linear layers with ReLU between them. */
class FeedForward extends Module {
  readonly inner: Linear;
  readonly outer: Linear;

  constructor({ embedDim, feedForwardDim }: LayerSizes) {
    super();
    this.inner = new Linear(embedDim, feedForwardDim);
    this.outer = new Linear(feedForwardDim, embedDim);
  }

  forward(x: Tensor): Tensor {
    return this.outer.forward(this.inner.forward(x).relu());
  }
}
