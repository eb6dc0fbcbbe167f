import { Conv1d, Dropout, Embedding, init, Linear, Module } from "../nn/index.ts";
import { concat, type Tensor } from "../tensor/index.ts";

/** The sizes of a `TextCNN`. */
export interface TextCNNOptions {
  /** How many words there are; 0 is padding. */
  readonly vocabSize: number;
  /** The features of a word. Default: 300. */
  readonly embedDim?: number;
  /** How many filters of each width there are. Default: 100. */
  readonly filters?: number;
  /** How many words filters are wide. Default: [3, 4, 5]. */
  readonly widths?: readonly number[];
  readonly numClasses: number;
  /** The probability that a feature of a word, and the greatest answer of a filter, becomes 0 while training. Default: 0.5. */
  readonly dropout?: number;
}

/**
 * A convolutional network that classifies sentences: filters over windows of words, the greatest answer of each over the
 * sentence, and a linear layer. Word vectors are learned here ("CNN-rand"), with dropout, which the paper's have not, and from
 * U(−0.05, 0.05) where the paper has 0.25: the vectors of rare words stay near to where they start, which is noise to the filters.
 *
 * Shapes: words [batch, length] int32 → logits [batch, numClasses]; sentences are at least as long as the widest filter.
 * Source: Kim, "Convolutional Neural Networks for Sentence Classification", 2014, section 2.
 *
 * @example
 * const model = new TextCNN({ vocabSize: 100, embedDim: 16, filters: 8, numClasses: 2 });
 * model.forward(tensor([[5, 17, 3, 99, 0, 0]], { dtype: "int32" })).shape; // [1, 2]
 */
export class TextCNN extends Module {
  readonly embedding: Embedding;
  readonly convolutions: readonly Conv1d[];
  readonly dropout: Dropout;
  readonly output: Linear;

  /** Throws: RangeError if a size or the probability is out of range. */
  constructor(options: TextCNNOptions) {
    super();
    const {
      vocabSize,
      embedDim = 300,
      filters = 100,
      widths = [3, 4, 5],
      numClasses,
      dropout = 0.5,
    } = options;
    this.embedding = new Embedding(vocabSize, embedDim, { paddingIdx: 0 });
    init.uniform(this.embedding.weight, { low: -0.05, high: 0.05 });
    this.embedding.weight.assign(this.embedding.weight.with([0], 0));
    this.convolutions = widths.map((kernelSize) => new Conv1d(embedDim, filters, { kernelSize }));
    this.dropout = new Dropout(dropout);
    this.output = new Linear(filters * widths.length, numClasses);
  }

  /** Throws: TypeError unless the words are int32, RangeError if the sentences are shorter than a filter. */
  forward(words: Tensor): Tensor {
    const vectors = this.dropout.forward(this.embedding.forward(words)).transpose(1, 2); // [batch, embedDim, length]
    const greatest = this.convolutions.map(
      (convolution) => convolution.forward(vectors).relu().max({ axis: 2 }), // [batch, filters]
    );
    const features = concat(greatest, { axis: 1 }); // [batch, filters · widths]
    return this.output.forward(this.dropout.forward(features)); // [batch, numClasses]
  }
}
