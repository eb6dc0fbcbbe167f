import { localResponse } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `LocalResponseNorm`. */
export interface LocalResponseNormOptions {
  /** Default: 1e-4. */
  readonly alpha?: number;
  /** Default: 0.75. */
  readonly beta?: number;
  /** Default: 1. */
  readonly k?: number;
}

/**
 * x / (k + alpha / size · Σ x²)^beta, the sum over `size` channels around each.
 *
 * Shapes: x [n, channels, …] → the same.
 *
 * Source: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012,
 * section 3.3.
 *
 * @example
 * const layer = new nn.LocalResponseNorm(5);
 * layer.forward(zeros([1, 16, 8, 8])).shape; // [1, 16, 8, 8]
 */
export class LocalResponseNorm extends Module {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;

  /** Throws: RangeError if `size` is not a positive integer or an option not a finite number. */
  constructor(size: number, options: LocalResponseNormOptions = {}) {
    super();
    this.size = checkNumber("LocalResponseNorm", "size", size, { least: 1, integer: true });
    this.alpha = checkNumber("LocalResponseNorm", "alpha", options.alpha ?? 1e-4);
    this.beta = checkNumber("LocalResponseNorm", "beta", options.beta ?? 0.75);
    this.k = checkNumber("LocalResponseNorm", "k", options.k ?? 1);
  }

  /** Throws: RangeError unless `x` has an axis of channels. */
  forward(x: Tensor): Tensor {
    checkInputTensor("LocalResponseNorm", "the elements", x);
    const { size, alpha, beta, k } = this;
    return compute([x], (x) => localResponse(x, { size, alpha, beta, k }));
  }
}
