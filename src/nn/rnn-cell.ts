import { type Tensor, zeros } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { RecurrentCell } from "./recurrent-cell.ts";
import { checkShape, checkStep, fromHidden, fromInput, type RecurrentWeights } from "./recurrent-weights.ts";

/** What an RNN puts its sums through. */
export type Nonlinearity = "tanh" | "relu";

/** The options of `RNNCell`. */
export interface RNNCellOptions {
  /** Whether the two biases are added. Default: true. */
  readonly bias?: boolean;
  /** Default: "tanh". */
  readonly nonlinearity?: Nonlinearity;
}

/**
 * h′ = tanh(x · weightIhᵀ + biasIh + h · weightHhᵀ + biasHh), or relu of it.
 *
 * Shapes: x [batch, inputSize], hidden [batch, hiddenSize] → [batch, hiddenSize].
 * Source: Elman, "Finding Structure in Time", 1990.
 */
export function rnnStep(
  x: Tensor,
  hidden: Tensor,
  weights: RecurrentWeights,
  nonlinearity: Nonlinearity,
): Tensor {
  checkStep("rnnStep", x, hidden, weights);
  const sum = fromInput(x, weights).add(fromHidden(hidden, weights));
  return nonlinearity === "tanh" ? sum.tanh() : sum.relu();
}

/**
 * One step of an RNN, for loops of one's own: h′ = rnnStep(x, h) with its weights. Fields carry PyTorch's names, under
 * which they are saved.
 *
 * Shapes: x [batch, inputSize], hidden [batch, hiddenSize], zeros unless given → [batch, hiddenSize].
 * Starts from U(±1/√hiddenSize), as in PyTorch.
 * Source: Elman, "Finding Structure in Time", 1990.
 *
 * @example
 * const cell = new nn.RNNCell(10, 20);
 * cell.forward(zeros([3, 10])).shape; // [3, 20]
 */
export class RNNCell extends RecurrentCell {
  readonly nonlinearity: Nonlinearity;

  /** Throws: RangeError if a size is not a positive integer. */
  constructor(inputSize: number, hiddenSize: number, options: RNNCellOptions = {}) {
    super({ what: "an RNNCell", gates: 1, inputSize, hiddenSize, bias: options.bias });
    this.nonlinearity = options.nonlinearity ?? "tanh";
  }

  /** The new state. Throws: RangeError if a shape does not fit. */
  forward(x: Tensor, before?: Tensor): Tensor {
    checkInputTensor("RNNCell", "the elements", x);
    checkShape("the input of an RNNCell", x, [x.shape[0] ?? 0, this.inputSize]);
    const hidden = before ?? zeros([x.shape[0]!, this.hiddenSize]);
    checkShape("the state of an RNNCell", hidden, [x.shape[0]!, this.hiddenSize]);
    return rnnStep(x, hidden, this.weights, this.nonlinearity);
  }
}
