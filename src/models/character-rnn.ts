import { Embedding, GRU, Linear, LSTM, Module, RNN } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The sizes of a `CharacterRNN`. */
export interface CharacterRNNOptions {
  /** How many characters there are to choose from. */
  readonly vocabSize: number;
  /** The kind of recurrent layer. Default: "lstm". */
  readonly cell?: "rnn" | "lstm" | "gru";
  /** The features of a character. Default: 32. */
  readonly embedDim?: number;
  /** The features of a state. Default: 128. */
  readonly hiddenSize?: number;
  /** Recurrent layers upon each other. Default: 1. */
  readonly numLayers?: number;
}

/** What is known of the characters so far: hidden and, of an LSTM, cell state, each [numLayers, batch, hiddenSize]. */
export type RecurrentState = readonly Tensor[];

/**
 * A recurrent network that tells the next character of a text: a vector for each character, a recurrent layer (Elman's,
 * an LSTM or GRUs), and a logit for each character that can follow.
 *
 * Shapes: characters [batch, time] int32 → logits [batch, time, vocabSize].
 *
 * Throws: RangeError for another cell, or a size that is not a positive integer.
 * Source: Graves, "Generating Sequences With Recurrent Neural Networks", 2013, section 2; Elman, "Finding Structure in
 * Time", 1990; Hochreiter, Schmidhuber, "Long Short-Term Memory", 1997; Cho et al., "Learning Phrase Representations
 * using RNN Encoder–Decoder", 2014, section 2.3 (GRU).
 *
 * @example
 * const model = new CharacterRNN({ vocabSize: 27, cell: "gru" });
 * model.forward(tensor([[0, 5, 13]], { dtype: "int32" })).shape; // [1, 3, 27]
 */
export class CharacterRNN extends Module {
  readonly embedding: Embedding;
  readonly recurrent: RNN | LSTM | GRU;
  readonly output: Linear;

  constructor(options: CharacterRNNOptions) {
    super();
    const { vocabSize, cell = "lstm", embedDim = 32, hiddenSize = 128, numLayers = 1 } = options;
    const Layer = { rnn: RNN, lstm: LSTM, gru: GRU }[cell];
    if (Layer === undefined) {
      throw new RangeError(
        `Cannot make a CharacterRNN of cells "${String(cell)}": expected "rnn", "lstm" or "gru", got another. Leave it out for lstm.`,
      );
    }
    this.embedding = new Embedding(vocabSize, embedDim);
    this.recurrent = new Layer(embedDim, hiddenSize, { numLayers, batchFirst: true });
    this.output = new Linear(hiddenSize, vocabSize);
  }

  /** Throws: TypeError unless the characters are int32. */
  forward(characters: Tensor): Tensor {
    return this.continue(characters).logits;
  }

  /** As `forward`, after characters that left this state; with the state that these leave. */
  continue(
    characters: Tensor,
    state?: RecurrentState,
  ): { readonly logits: Tensor; readonly state: RecurrentState } {
    const x = this.embedding.forward(characters); // [batch, time, embedDim]
    const { output, state: after } = this.#recur(x, state); // [batch, time, hiddenSize]
    return { logits: this.output.forward(output), state: after };
  }

  #recur(
    x: Tensor,
    [hidden, cell]: RecurrentState = [],
  ): { readonly output: Tensor; readonly state: Tensor[] } {
    const { recurrent } = this;
    if (recurrent instanceof LSTM) {
      const last = recurrent.forward(x, hidden && cell && { initial: { hidden, cell } });
      return { output: last.output, state: [last.hidden, last.cell] };
    }
    const last = recurrent.forward(x, hidden && { initial: hidden });
    return { output: last.output, state: [last.hidden] };
  }
}
