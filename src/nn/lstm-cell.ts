import { requireKind } from "../base/argument-kinds.ts";
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

/** What an LSTM carries from step to step. */
export interface LSTMState {
  /** What it shows. */
  readonly hidden: Tensor;
  /** What it keeps. */
  readonly cell: Tensor;
}

/** The options of `LSTMCell`. */
export interface LSTMCellOptions {
  /** Whether the two biases are added. Default: true. */
  readonly bias?: boolean;
}

/**
 * With the four parts of a = x · weightIhᵀ + biasIh + h · weightHhᵀ + biasHh:
 * c′ = σ(a₁) · c + σ(a₀) · tanh(a₂), h′ = σ(a₃) · tanh(c′).
 *
 * Shapes: x [batch, inputSize]; hidden and cell [batch, hiddenSize], before and after.
 *
 * Source: Hochreiter, Schmidhuber, "Long Short-Term Memory", 1997; Gers, Schmidhuber, Cummins, "Learning to Forget",
 * 2000.
 */
export function lstmStep(x: Tensor, state: LSTMState, weights: RecurrentWeights): LSTMState {
  requireKind("object", "call lstmStep", { state });
  const { hidden, cell } = state;
  checkStep("lstmStep", x, hidden, weights);
  checkStep("lstmStep", x, cell, weights);
  const size = hidden.shape.at(-1)!;
  const gates = fromInput(x, weights).add(fromHidden(hidden, weights)); // [batch, 4 · hiddenSize]
  const input = gateOf(gates, 0, size).sigmoid();
  const forget = gateOf(gates, 1, size).sigmoid();
  const candidate = gateOf(gates, 2, size).tanh();
  const output = gateOf(gates, 3, size).sigmoid();
  const next = forget.mul(cell).add(input.mul(candidate));
  return { hidden: output.mul(next.tanh()), cell: next };
}

/**
 * One step of an LSTM, for loops of one's own: h′, c′ = lstmStep(x, h, c) with its weights. Fields carry PyTorch's
 * names, under which they are saved.
 *
 * Shapes: x [batch, inputSize]; hidden and cell [batch, hiddenSize], zeros unless given.
 * Starts from U(±1/√hiddenSize), as in PyTorch.
 * Source: as `lstmStep`.
 *
 * @example
 * const layer = new nn.LSTMCell(10, 20);
 * const { hidden, cell } = layer.forward(zeros([3, 10]));
 * hidden.shape; // [3, 20]
 */
export class LSTMCell extends RecurrentCell {
  /** Throws: RangeError if a size is not a positive integer. */
  constructor(inputSize: number, hiddenSize: number, options: LSTMCellOptions = {}) {
    super({ what: "an LSTMCell", gates: 4, inputSize, hiddenSize, bias: options.bias });
  }

  /** The new state. Throws: RangeError if a shape does not fit. */
  forward(x: Tensor, state?: LSTMState): LSTMState {
    checkInputTensor("LSTMCell", "the elements", x);
    checkShape("the input of an LSTMCell", x, [x.shape[0] ?? 0, this.inputSize]);
    const shape = [x.shape[0]!, this.hiddenSize];
    const { hidden = zeros(shape), cell = zeros(shape) } = state ?? {};
    checkShape("the hidden state of an LSTMCell", hidden, shape);
    checkShape("the cell of an LSTMCell", cell, shape);
    return lstmStep(x, { hidden, cell }, this.weights);
  }
}
