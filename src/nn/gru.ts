import type { Tensor } from "../tensor/index.ts";
import { gruStep } from "./gru-cell.ts";
import { RecurrentLayer, type RecurrentOptions, type SequenceOptions } from "./recurrent-layer.ts";

/**
 * Layers of h[t] = gruStep(x[t], h[t − 1]) over sequences, as PyTorch's `nn.GRU`, with its parameters' names:
 * `weight_ih_l0`, `bias_hh_l1_reverse`, ….
 *
 * Shapes: x [time, batch, inputSize] (`batchFirst`: [batch, time, …]) → output [time, batch, directions · hiddenSize],
 * hidden [numLayers · directions, batch, hiddenSize].
 * One sequence [time, inputSize] has results without a batch, as in PyTorch.
 * Starts from U(±1/√hiddenSize), as in PyTorch.
 * Source: as `gruStep`.
 *
 * @example
 * const layer = new nn.GRU(10, 20, { bidirectional: true });
 * const { output, hidden } = layer.forward(zeros([5, 3, 10]), { lengths: [5, 2, 4] });
 * output.shape; // [5, 3, 40]
 * hidden.shape; // [2, 3, 20]
 */
export class GRU extends RecurrentLayer {
  /** Throws: RangeError for sizes and options out of range. */
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(3, inputSize, hiddenSize, options);
  }

  /** The last layer's states after each element, and every layer's last one. Throws: RangeError if a shape does not fit. */
  forward(x: Tensor, options: SequenceOptions<Tensor> = {}): { output: Tensor; hidden: Tensor } {
    const { initial, ...rest } = options;
    const given = initial === undefined ? rest : { ...rest, initial: [initial] };
    const { output, state } = this.run(x, 1, given, (x, [hidden], weights) => [gruStep(x, hidden!, weights)]);
    return { output, hidden: state[0]! };
  }
}
