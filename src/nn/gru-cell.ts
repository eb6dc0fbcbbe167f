import { type Tensor, zeros } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { RecurrentCell } from "./recurrent-cell.ts";
import {
  checkShape,
  checkStep,
  fromHidden,
  fromInput,
  gateOf,
  type RecurrentWeights,
} from "./recurrent-weights.ts";

/** The options of `GRUCell`. */
export interface GRUCellOptions {
  /** Whether the two biases are added. Default: true. */
  readonly bias?: boolean;
}

/**
 * With a = x · weightIhᵀ + biasIh and b = h · weightHhᵀ + biasHh in three parts each:
 * r = σ(a₀ + b₀), z = σ(a₁ + b₁), n = tanh(a₂ + r · b₂), h′ = (1 − z) · n + z · h.
 *
 * Shapes: x [batch, inputSize], hidden [batch, hiddenSize] → [batch, hiddenSize].
 *
 * Source: Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder", 2014, section 2.3, with the reset
 * gate after the product, as in PyTorch.
 */
export function gruStep(x: Tensor, hidden: Tensor, weights: RecurrentWeights): Tensor {
  checkStep("gruStep", x, hidden, weights);
  const size = hidden.shape.at(-1)!;
  const [a, b] = [fromInput(x, weights), fromHidden(hidden, weights)];
  const reset = gateOf(a, 0, size)
    .add(gateOf(b, 0, size))
    .sigmoid();
  const update = gateOf(a, 1, size)
    .add(gateOf(b, 1, size))
    .sigmoid();
  const fresh = gateOf(a, 2, size)
    .add(reset.mul(gateOf(b, 2, size)))
    .tanh();
  return update.mul(hidden.sub(fresh)).add(fresh);
}

/**
 * One step of a GRU, for loops of one's own: h′ = gruStep(x, h) with its weights. Fields carry PyTorch's names, under
 * which they are saved.
 *
 * Shapes: x [batch, inputSize], hidden [batch, hiddenSize], zeros unless given → [batch, hiddenSize].
 * Starts from U(±1/√hiddenSize), as in PyTorch.
 * Source: as `gruStep`.
 *
 * @example
 * const cell = new nn.GRUCell(10, 20);
 * cell.forward(zeros([3, 10])).shape; // [3, 20]
 */
export class GRUCell extends RecurrentCell {
  /** Throws: RangeError if a size is not a positive integer. */
  constructor(inputSize: number, hiddenSize: number, options: GRUCellOptions = {}) {
    super({ what: "a GRUCell", gates: 3, inputSize, hiddenSize, bias: options.bias });
  }

  /** The new state. Throws: RangeError if a shape does not fit. */
  forward(x: Tensor, before?: Tensor): Tensor {
    checkInputTensor("GRUCell", "the elements", x);
    checkShape("the input of a GRUCell", x, [x.shape[0] ?? 0, this.inputSize]);
    const hidden = before ?? zeros([x.shape[0]!, this.hiddenSize]);
    checkShape("the state of a GRUCell", hidden, [x.shape[0]!, this.hiddenSize]);
    return gruStep(x, hidden, this.weights);
  }
}
