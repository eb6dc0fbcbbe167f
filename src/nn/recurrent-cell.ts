import type { Parameter } from "../tensor/index.ts";
import { Module } from "./module.ts";
import { checkSizes, type RecurrentWeights, recurrentParameters } from "./recurrent-weights.ts";

/** What kind of cell it is, and how large. */
export interface RecurrentCellParts {
  /** With its article: "a GRUCell". */
  readonly what: string;
  readonly gates: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** Whether the two biases are added. Default: true. */
  readonly bias: boolean | undefined;
}

/** What recurrent cells share: weights under PyTorch's names, from U(±1/√hiddenSize) as there, and sizes. */
export abstract class RecurrentCell extends Module {
  readonly weight_ih: Parameter;
  readonly weight_hh: Parameter;
  readonly bias_ih: Parameter | undefined;
  readonly bias_hh: Parameter | undefined;
  readonly inputSize: number;
  readonly hiddenSize: number;

  /** Throws: RangeError if a size is not a positive integer. */
  constructor({ what, gates, inputSize, hiddenSize, bias = true }: RecurrentCellParts) {
    super();
    checkSizes(what, inputSize, hiddenSize);
    const weights = recurrentParameters(gates, inputSize, hiddenSize, bias);
    this.weight_ih = weights.weightIh;
    this.weight_hh = weights.weightHh;
    this.bias_ih = weights.biasIh;
    this.bias_hh = weights.biasHh;
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
  }

  /** The weights as the steps take them. */
  protected get weights(): RecurrentWeights {
    return {
      weightIh: this.weight_ih,
      weightHh: this.weight_hh,
      biasIh: this.bias_ih,
      biasHh: this.bias_hh,
    };
  }
}
