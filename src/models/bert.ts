import {
  Dropout,
  Embedding,
  init,
  LayerNorm,
  Linear,
  Module,
  TransformerEncoder,
  TransformerEncoderLayer,
} from "../nn/index.ts";
import { arange, Parameter, type Tensor, zeros } from "../tensor/index.ts";

/** The sizes of a `Bert`. */
export interface BertOptions {
  /** How many tokens there are; 0 is padding. */
  readonly vocabSize: number;
  /** The most tokens of a text. */
  readonly maxLength: number;
  readonly numLayers: number;
  readonly numHeads: number;
  /** The features of a token, a multiple of `numHeads`. */
  readonly embedDim: number;
  /** The probability that an element becomes 0 while training. Default: 0.1. */
  readonly dropout?: number;
}

/**
 * An encoder of text that learns to fill in masked words from the words on both sides, and then, by `BertClassifier`, tasks.
 * One text at a time: without BERT's segments and its task of telling which sentence is next, as RoBERTa does.
 *
 * Shapes: tokens [batch, length] int32 → features [batch, length, embedDim].
 * Starts from N(0, 0.02²), biases 0.
 *
 * Throws: RangeError if a size is not a positive integer, or the heads do not divide the features.
 * Source: Devlin, Chang, Lee, Toutanova, "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
 * 2018, section 3; Liu and others, "RoBERTa: A Robustly Optimized BERT Pretraining Approach", 2019, section 4.2.
 *
 * @example
 * const bert = new Bert({ vocabSize: 50, maxLength: 8, numLayers: 1, numHeads: 2, embedDim: 16 });
 * const tokens = tensor([[2, 7, 4, 9, 3, 0, 0]], { dtype: "int32" });
 * bert.forward(tokens).shape; // [1, 7, 16]
 * bert.fillIn(tokens, tensor([[2]], { dtype: "int32" })).shape; // [1, 1, 50]
 */
export class Bert extends Module {
  readonly tokenEmbedding: Embedding;
  readonly positionEmbedding: Embedding;
  readonly norm: LayerNorm;
  readonly dropout: Dropout;
  readonly encoder: TransformerEncoder;
  /** What turns features into words again: a layer with a norm, then the embedding of tokens with a bias. */
  readonly transform: Linear;
  readonly transformNorm: LayerNorm;
  readonly wordBias: Parameter;

  constructor(options: BertOptions) {
    super();
    const { vocabSize, maxLength, numLayers, numHeads, embedDim, dropout = 0.1 } = options;
    this.tokenEmbedding = new Embedding(vocabSize, embedDim);
    this.positionEmbedding = new Embedding(maxLength, embedDim);
    this.norm = new LayerNorm(embedDim);
    this.dropout = new Dropout(dropout);
    const sizes = { dimFeedforward: 4 * embedDim, dropout, activation: "gelu", batchFirst: true } as const;
    this.encoder = new TransformerEncoder(
      () => new TransformerEncoderLayer(embedDim, numHeads, sizes),
      numLayers,
    );
    this.transform = new Linear(embedDim, embedDim);
    this.transformNorm = new LayerNorm(embedDim);
    this.wordBias = new Parameter(zeros([vocabSize]));
    startFromNormal(this);
  }

  /** Throws: TypeError unless the tokens are int32. */
  forward(tokens: Tensor): Tensor {
    const places = arange(0, tokens.shape[1]!, { dtype: "int32" });
    const x = this.tokenEmbedding.forward(tokens).add(this.positionEmbedding.forward(places));
    const seen = this.dropout.forward(this.norm.forward(x)); // [batch, length, embedDim]
    return this.encoder.forward(seen, { keyPaddingMask: tokens.eq(0) });
  }

  /** Logits of the words at some places. Shapes: places [batch, count] int32 → [batch, count, vocabSize]. */
  fillIn(tokens: Tensor, places: Tensor): Tensor {
    const [batch, length] = tokens.shape as [number, number];
    const features = this.forward(tokens).reshape([batch * length, -1]);
    const rows = arange(0, batch, { dtype: "int32" }).mul(length).unsqueeze(1).add(places); // [batch, count]
    const x = this.transformNorm.forward(this.transform.forward(features.at(rows)).gelu()); // [batch, count, embedDim]
    return x.matmul(this.tokenEmbedding.weight.transpose()).add(this.wordBias);
  }
}

/**
 * A `Bert` that tells classes of texts, by the mean of their tokens' features: a layer with tanh, then a linear one. The
 * paper takes the first token, `[CLS]`, which only its task of telling which sentence is next teaches anything.
 *
 * Shapes: tokens [batch, length] int32 → logits [batch, numClasses].
 * Source: Devlin, Chang, Lee, Toutanova, 2018, section 4.1; Reimers, Gurevych, "Sentence-BERT: Sentence Embeddings using
 * Siamese BERT-Networks", 2019, section 3, for the mean.
 *
 * @example
 * const bert = new Bert({ vocabSize: 50, maxLength: 8, numLayers: 1, numHeads: 2, embedDim: 16 });
 * new BertClassifier(bert, 2).forward(tensor([[2, 7, 4, 9, 3, 0, 0]], { dtype: "int32" })).shape; // [1, 2]
 */
export class BertClassifier extends Module {
  readonly bert: Bert;
  readonly pooler: Linear;
  readonly dropout: Dropout;
  readonly output: Linear;

  /** Throws: RangeError if `numClasses` is not a positive integer. */
  constructor(bert: Bert, numClasses: number) {
    super();
    const { embeddingDim: embedDim } = bert.tokenEmbedding;
    this.bert = bert;
    this.pooler = new Linear(embedDim, embedDim);
    this.dropout = new Dropout(bert.dropout.p);
    this.output = new Linear(embedDim, numClasses);
    startFromNormal(this.pooler);
    startFromNormal(this.output);
  }

  /** Throws: TypeError unless the tokens are int32. */
  forward(tokens: Tensor): Tensor {
    const real = tokens.ne(0).cast("float32").unsqueeze(2); // [batch, length, 1]
    const mean = this.bert
      .forward(tokens)
      .mul(real)
      .sum({ axis: 1 })
      .div(real.sum({ axis: 1 })); // [batch, embedDim]
    return this.output.forward(this.dropout.forward(this.pooler.forward(mean).tanh()));
  }
}

function startFromNormal(module: Module): void {
  for (const [name, parameter] of module.namedParameters()) {
    if (parameter.rank === 2) init.normal(parameter, { std: 0.02 });
    else if (name.endsWith("bias")) init.zeros(parameter);
  }
}
