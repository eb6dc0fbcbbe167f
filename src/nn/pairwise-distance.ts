import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `PairwiseDistance`. */
export interface PairwiseDistanceOptions {
  /** The order of the norm, more than 0. Default: 2. */
  readonly p?: number;
  /** What is added to differences, so that equal vectors have a gradient. Default: 1e-6. */
  readonly eps?: number;
  /** Whether the axis of the vectors stays, with one element. Default: false. */
  readonly keepDims?: boolean;
}

/**
 * ‖x1 − x2 + eps‖ₚ of vectors on the last axis.
 *
 * Shapes: both […, features] → […].
 * Source: PyTorch, `nn.PairwiseDistance`.
 *
 * @example
 * new nn.PairwiseDistance().forward(tensor([[3, 0]]), tensor([[0, 4]])).item(); // 5
 */
export class PairwiseDistance extends Module {
  readonly p: number;
  readonly eps: number;
  readonly keepDims: boolean;

  /** Throws: RangeError if a number is out of range. */
  constructor(options: PairwiseDistanceOptions = {}) {
    super();
    this.p = checkNumber("PairwiseDistance", "p", options.p ?? 2, { least: Number.MIN_VALUE });
    this.eps = checkNumber("PairwiseDistance", "eps", options.eps ?? 1e-6, { least: 0 });
    this.keepDims = options.keepDims ?? false;
  }

  /** Throws: RangeError if the shapes do not broadcast. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    checkInputTensor("PairwiseDistance", "the first elements", x1);
    checkInputTensor("PairwiseDistance", "the second elements", x2);
    return x1.sub(x2).add(this.eps).norm({ order: this.p, axis: -1, keepDims: this.keepDims });
  }
}
