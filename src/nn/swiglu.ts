import type { Tensor } from "../tensor/index.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { silu } from "./silu.ts";

/**
 * y = w2(silu(w1(x)) · w3(x)), without biases: the gated feed-forward part of recent transformers.
 *
 * Shapes: […, features] → the same; w1 and w3 [hidden, features], w2 [features, hidden].
 * Source: Shazeer, "GLU Variants Improve Transformer", 2020, equation 6.
 *
 * @example
 * new nn.SwiGLU(16, 44).forward(zeros([2, 7, 16])).shape; // [2, 7, 16]
 */
export class SwiGLU extends Module {
  readonly w1: Linear;
  readonly w2: Linear;
  readonly w3: Linear;

  /** Throws: RangeError if a number is not a positive integer. */
  constructor(features: number, hidden: number) {
    super();
    this.w1 = new Linear(features, hidden, { bias: false });
    this.w2 = new Linear(hidden, features, { bias: false });
    this.w3 = new Linear(features, hidden, { bias: false });
  }

  /** Throws: RangeError if `x` has other features. */
  forward(x: Tensor): Tensor {
    return this.w2.forward(silu(this.w1.forward(x)).mul(this.w3.forward(x)));
  }
}
