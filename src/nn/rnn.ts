import type { Tensor } from "../tensor/index.ts";
import { RecurrentLayer, type RecurrentOptions, type SequenceOptions } from "./recurrent-layer.ts";
import { type Nonlinearity, rnnStep } from "./rnn-cell.ts";

/** The options of `RNN`. */
export interface RNNOptions extends RecurrentOptions {
  /** Default: "tanh". */
  readonly nonlinearity?: Nonlinearity;
}

/**
 * Layers of h′ = tanh(x · weightᵢₕᵀ + biasᵢₕ + h · weightₕₕᵀ + biasₕₕ) over sequences, as PyTorch's `nn.RNN`, with its
 * parameters' names: `weight_ih_l0`, `bias_hh_l1_reverse`, ….
 *
 * Shapes: x [time, batch, inputSize] (`batchFirst`: [batch, time, …]) → output [time, batch, directions · hiddenSize],
 * hidden [numLayers · directions, batch, hiddenSize].
 * One sequence [time, inputSize] has results without a batch, as in PyTorch.
 * Starts from U(±1/√hiddenSize), as in PyTorch.
 * Source: as `rnnStep`.
 *
 * @example
 * const layer = new nn.RNN(10, 20, { numLayers: 2 });
 * const { output, hidden } = layer.forward(zeros([5, 3, 10]));
 * output.shape; // [5, 3, 20]
 * hidden.shape; // [2, 3, 20]
 */
export class RNN extends RecurrentLayer {
  readonly nonlinearity: Nonlinearity;

  /** Throws: RangeError for sizes and options out of range. */
  constructor(inputSize: number, hiddenSize: number, options: RNNOptions = {}) {
    super(1, inputSize, hiddenSize, options);
    this.nonlinearity = options.nonlinearity ?? "tanh";
  }

  /** The last layer's states after each element, and every layer's last one. Throws: RangeError if a shape does not fit. */
  forward(x: Tensor, options: SequenceOptions<Tensor> = {}): { output: Tensor; hidden: Tensor } {
    const { initial, ...rest } = options;
    const given = initial === undefined ? rest : { ...rest, initial: [initial] };
    const { output, state } = this.run(x, 1, given, (x, [hidden], weights) => [
      rnnStep(x, hidden!, weights, this.nonlinearity),
    ]);
    return { output, hidden: state[0]! };
  }
}
