import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * The greatest of `pieces` linear functions for each output, y[o] = maxₖ (weight[o · pieces + k] · x + bias[o · pieces +
 * k]): an activation that is learned.
 *
 * Shapes: […, inFeatures] → […, outFeatures].
 * Source: Goodfellow, Warde-Farley, Mirza, Courville, Bengio, "Maxout Networks", 2013, section 3.
 *
 * @example
 * new nn.Maxout(16, 8, 3).forward(zeros([4, 16])).shape; // [4, 8]
 */
export class Maxout extends Module {
  readonly linear: Linear;
  readonly pieces: number;
  readonly outFeatures: number;

  /** Throws: RangeError if a number is not a positive integer. */
  constructor(inFeatures: number, outFeatures: number, pieces: number) {
    super();
    this.pieces = checkNumber("Maxout", "pieces", pieces, { least: 1, integer: true });
    this.outFeatures = checkNumber("Maxout", "outFeatures", outFeatures, { least: 1, integer: true });
    this.linear = new Linear(inFeatures, outFeatures * pieces);
  }

  /** Throws: RangeError if `x` has other features. */
  forward(x: Tensor): Tensor {
    checkInputTensor("Maxout", "the elements", x);
    const all = this.linear.forward(x);
    return all.reshape([...all.shape.slice(0, -1), this.outFeatures, this.pieces]).max({ axis: -1 });
  }
}
