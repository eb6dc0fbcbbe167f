import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `CosineSimilarity`. */
export interface CosineSimilarityOptions {
  /** The axis that vectors lie along. Default: 1. */
  readonly axis?: number;
  /** The least length that is divided by. Default: 1e-8. */
  readonly eps?: number;
}

/**
 * x1 · x2 / (max(‖x1‖, eps) · max(‖x2‖, eps)) of vectors along an axis.
 *
 * Shapes: both […, features, …] → without that axis.
 * Source: PyTorch, `nn.CosineSimilarity`.
 *
 * @example
 * new nn.CosineSimilarity().forward(tensor([[1, 0]]), tensor([[1, 1]])).item(); // 0.7071
 */
export class CosineSimilarity extends Module {
  readonly axis: number;
  readonly eps: number;

  /** Throws: RangeError if a number is out of range. */
  constructor(options: CosineSimilarityOptions = {}) {
    super();
    this.axis = checkNumber("CosineSimilarity", "axis", options.axis ?? 1, { integer: true });
    this.eps = checkNumber("CosineSimilarity", "eps", options.eps ?? 1e-8, { least: 0 });
  }

  /** Throws: RangeError if the shapes do not broadcast or lack the axis. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    checkInputTensor("CosineSimilarity", "the first elements", x1);
    checkInputTensor("CosineSimilarity", "the second elements", x2);
    const sum = (x: Tensor) => x.sum({ axis: this.axis });
    const length = (x: Tensor) =>
      sum(x.mul(x))
        .clamp({ min: this.eps * this.eps })
        .sqrt();
    return sum(x1.mul(x2)).div(length(x1).mul(length(x2)));
  }
}
