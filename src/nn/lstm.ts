import type { Tensor } from "../tensor/index.ts";
import { type LSTMState, lstmStep } from "./lstm-cell.ts";
import { RecurrentLayer, type RecurrentOptions, type SequenceOptions } from "./recurrent-layer.ts";

/**
 * Layers of h[t], c[t] = lstmStep(x[t], h[t − 1], c[t − 1]) over sequences, as PyTorch's `nn.LSTM`, with its parameters'
 * names: `weight_ih_l0`, `bias_hh_l1_reverse`, ….
 *
 * Shapes: x [time, batch, inputSize] (`batchFirst`: [batch, time, …]) → output [time, batch, directions · hiddenSize],
 * hidden and cell [numLayers · directions, batch, hiddenSize].
 * One sequence [time, inputSize] has results without a batch, as in PyTorch.
 * Starts from U(±1/√hiddenSize), as in PyTorch.
 * Source: as `lstmStep`.
 *
 * @example
 * const layer = new nn.LSTM(10, 20, { batchFirst: true });
 * const { output, hidden, cell } = layer.forward(zeros([3, 5, 10]));
 * output.shape; // [3, 5, 20]
 * cell.shape; // [1, 3, 20]
 */
export class LSTM extends RecurrentLayer {
  /** Throws: RangeError for sizes and options out of range. */
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(4, inputSize, hiddenSize, options);
  }

  /**
   * The last layer's hidden states after each element, and every layer's last state.
   *
   * Throws: RangeError if a shape does not fit.
   */
  forward(x: Tensor, options: SequenceOptions<LSTMState> = {}): LSTMState & { readonly output: Tensor } {
    const { initial, ...rest } = options;
    const given = initial === undefined ? rest : { ...rest, initial: [initial.hidden, initial.cell] };
    const { output, state } = this.run(x, 2, given, (x, [before, kept], weights) => {
      const { hidden, cell } = lstmStep(x, { hidden: before!, cell: kept! }, weights);
      return [hidden, cell];
    });
    return { output, hidden: state[0]!, cell: state[1]! };
  }
}
