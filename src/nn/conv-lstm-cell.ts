import { requireKind } from "../base/argument-kinds.ts";
import { concat, type Tensor, zeros } from "../tensor/index.ts";
import { Conv2d } from "./conv2d.ts";
import { checkInputTensor } from "./input-tensor.ts";
import type { LSTMState } from "./lstm-cell.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { checkShape } from "./recurrent-weights.ts";

/** The options of `ConvLSTMCell`. */
export interface ConvLSTMCellOptions {
  /** An odd number. */
  readonly kernelSize: number;
}

/**
 * An LSTM step over images: the gates i, f, g, o are convolutions of input and hidden state side by side; cell = f · cell + i
 * · g, hidden = o · tanh(cell).
 *
 * Shapes: x [n, inChannels, h, w], hidden and cell [n, hiddenChannels, h, w] → the same two; gates.weight [4 ·
 * hiddenChannels, inChannels + hiddenChannels, kernel, kernel].
 * Source: Shi et al., "Convolutional LSTM Network", 2015, equation 3, without peepholes.
 *
 * @example
 * const layer = new nn.ConvLSTMCell(1, 4, { kernelSize: 3 });
 * layer.forward(zeros([2, 1, 5, 6])).hidden.shape; // [2, 4, 5, 6]
 */
export class ConvLSTMCell extends Module {
  readonly gates: Conv2d;
  readonly hiddenChannels: number;

  /** Throws: RangeError if a number is out of range or the kernel is even. */
  constructor(inChannels: number, hiddenChannels: number, options: ConvLSTMCellOptions) {
    super();
    requireKind("options", "make ConvLSTMCell", { options });
    const { kernelSize } = options;
    checkNumber("ConvLSTMCell", "inChannels", inChannels, { least: 1, integer: true });
    this.hiddenChannels = checkNumber("ConvLSTMCell", "hiddenChannels", hiddenChannels, {
      least: 1,
      integer: true,
    });
    checkNumber("ConvLSTMCell", "kernelSize", kernelSize, { least: 1, integer: true });
    this.gates = new Conv2d(inChannels + hiddenChannels, 4 * hiddenChannels, { kernelSize, padding: "same" });
  }

  /** Throws: RangeError if a shape does not fit. The state is zeros unless given. */
  forward(x: Tensor, state?: LSTMState): LSTMState {
    checkInputTensor("ConvLSTMCell", "the elements", x);
    const [n = 0, , height = 0, width = 0] = x.shape;
    const shape = [n, this.hiddenChannels, height, width];
    const inputs = this.gates.inChannels - this.hiddenChannels;
    checkShape("the input of ConvLSTMCell", x, [n, inputs, height, width]);
    const { hidden, cell } = state ?? { hidden: zeros(shape), cell: zeros(shape) };
    checkShape("the hidden state of ConvLSTMCell", hidden, shape);
    checkShape("the cell of ConvLSTMCell", cell, shape);
    const gates = this.gates.forward(concat([x, hidden], { axis: 1 }));
    const [input, forget, candidate, output] = gates.split(this.hiddenChannels, { axis: 1 }) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const next = forget.sigmoid().mul(cell).add(input.sigmoid().mul(candidate.tanh()));
    return { hidden: output.sigmoid().mul(next.tanh()), cell: next };
  }
}
