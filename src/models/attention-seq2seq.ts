import { Dropout, Embedding, Linear, LSTM, type LSTMState, LuongAttention, Module } from "../nn/index.ts";
import { concat, scan, type Tensor, zeros } from "../tensor/index.ts";

/** The sizes of an `AttentionSeq2Seq`. */
export interface AttentionSeq2SeqOptions {
  /** How many tokens the source is written in; 0 is padding. */
  readonly sourceSize: number;
  /** How many tokens the target is written in; 0 begins a target, and ends it. */
  readonly targetSize: number;
  /** The features of a token. Default: 64. */
  readonly embedDim?: number;
  /** The features of a state, an even number. Default: 256. */
  readonly hiddenSize?: number;
  /** The probability that a feature of an embedding or of what goes to the output becomes 0 while training. Default: 0. */
  readonly dropout?: number;
}

/** What was read of a source. */
export interface Read {
  /** [batch, source, hiddenSize] */
  readonly memory: Tensor;
  /** True where there is nothing: [batch, source]. */
  readonly padding: Tensor;
  readonly state: LSTMState;
}

/** What was written. */
export interface Written {
  /** The likeliest token at each step: [batch, steps] int32. */
  readonly tokens: Tensor;
  /** What was looked at: [batch, steps, source]. */
  readonly weights: Tensor;
}

/**
 * A sequence to a sequence: an LSTM reads the source in both directions, another one, which begins where they ended, tells the
 * next token of the target, and at each token attention over all that was read says what to look at:
 * score = hᵀ · W · memory, h̃ = tanh(W [context; h]).
 *
 * Shapes: source [batch, source] int32, target so far [batch, target] int32 → logits [batch, target, targetSize].
 *
 * Throws: RangeError if a size is not a positive integer, or `hiddenSize` is odd.
 * Source: Luong, Pham, Manning, "Effective Approaches to Attention-based Neural Machine Translation", 2015, section 3.1, with
 * its score "general", and without input feeding, so that training computes all steps at once; the encoder in both directions as
 * in Bahdanau, Cho, Bengio, "Neural Machine Translation by Jointly Learning to Align and Translate", 2014, section 3.2.
 *
 * @example
 * const model = new AttentionSeq2Seq({ sourceSize: 28, targetSize: 40, embedDim: 8, hiddenSize: 16 });
 * const word = tensor([[3, 1, 20, 0]], { dtype: "int32" });
 * model.forward(word, tensor([[0, 11, 2]], { dtype: "int32" })).shape; // [1, 3, 40]
 * model.generate(word, 5).tokens.shape; // [1, 5]
 */
export class AttentionSeq2Seq extends Module {
  readonly sourceEmbedding: Embedding;
  readonly encoder: LSTM;
  readonly targetEmbedding: Embedding;
  readonly decoder: LSTM;
  readonly attention: LuongAttention;
  readonly combine: Linear;
  readonly output: Linear;
  readonly dropout: Dropout;

  constructor(options: AttentionSeq2SeqOptions) {
    super();
    const { sourceSize, targetSize, embedDim = 64, hiddenSize = 256, dropout = 0 } = options;
    const batchFirst = true;
    this.sourceEmbedding = new Embedding(sourceSize, embedDim);
    this.encoder = new LSTM(embedDim, hiddenSize / 2, { bidirectional: true, batchFirst });
    this.targetEmbedding = new Embedding(targetSize, embedDim);
    this.decoder = new LSTM(embedDim, hiddenSize, { batchFirst });
    this.attention = new LuongAttention(hiddenSize, { score: "general" });
    this.combine = new Linear(2 * hiddenSize, hiddenSize);
    this.output = new Linear(hiddenSize, targetSize);
    this.dropout = new Dropout(dropout);
  }

  /** Throws: TypeError unless both are int32. */
  forward(source: Tensor, target: Tensor): Tensor {
    return this.#write(target, this.read(source)).logits;
  }

  /** The encoder's part. */
  read(source: Tensor): Read {
    const padding = source.eq(0); // [batch, source]
    const lengths = padding.logicalNot().cast("int32").sum({ axis: 1 }); // [batch]
    const x = this.dropout.forward(this.sourceEmbedding.forward(source)); // [batch, source, embedDim]
    const { output, hidden, cell } = this.encoder.forward(x, { lengths });
    const joined = (last: Tensor) => concat([last.slice([0], [1]), last.slice([1], [2])], { axis: 2 });
    return { memory: output, padding, state: { hidden: joined(hidden), cell: joined(cell) } }; // states [1, batch, hiddenSize]
  }

  /** Writes `steps` tokens, each time the likeliest; what comes after the first 0 means nothing. */
  generate(source: Tensor, steps: number): Written {
    const { memory, padding, state } = this.read(source);
    const [, { tokens, weights }] = scan(
      (before: { token: Tensor; state: LSTMState }) => {
        const { logits, weights, state } = this.#write(before.token, {
          memory,
          padding,
          state: before.state,
        });
        const token = logits.argmax({ axis: 2 }); // [batch, 1]
        return [
          { token, state },
          { tokens: token.squeeze(1), weights: weights.squeeze(1) },
        ] as const;
      },
      { token: zeros([source.shape[0]!, 1], { dtype: "int32" }), state },
      undefined,
      { length: steps },
    );
    return { tokens: tokens.transpose(0, 1), weights: weights.transpose(0, 1) };
  }

  /** The decoder's part, from a state on. */
  #write(target: Tensor, { memory, padding, state: initial }: Read) {
    const x = this.dropout.forward(this.targetEmbedding.forward(target)); // [batch, target, embedDim]
    const { output, hidden, cell } = this.decoder.forward(x, { initial }); // [batch, target, hiddenSize]
    const looked = this.attention.attend(output, memory, { keyPaddingMask: padding });
    const combined = this.combine.forward(concat([looked.output, output], { axis: 2 })).tanh();
    const logits = this.output.forward(this.dropout.forward(combined)); // [batch, target, targetSize]
    return { logits, weights: looked.weights, state: { hidden, cell } };
  }
}
