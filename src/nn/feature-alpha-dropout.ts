import { guard, type Tensor } from "../tensor/index.ts";
import { alphaDropped } from "./alpha-dropout.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkProbability } from "./probability.ts";

/**
 * `AlphaDropout` of whole channels: while training, each channel is −λα with probability p, then all are a · x + b. In
 * evaluation it passes x.
 *
 * Shapes: [n, channels, …] → the same.
 * Source: Klambauer, Unterthiner, Mayr, Hochreiter, "Self-Normalizing Neural Networks", 2017, section 3.
 *
 * @example
 * new nn.FeatureAlphaDropout(0.1).forward(rand([4, 5, 6])).shape; // [4, 5, 6]
 */
export class FeatureAlphaDropout extends Module {
  /** The probability that a channel is dropped. */
  readonly p: number;

  /** Throws: RangeError if p is not in [0, 1]. */
  constructor(p = 0.5) {
    super();
    this.p = checkProbability("FeatureAlphaDropout", "p", p);
  }

  forward(x: Tensor): Tensor {
    checkInputTensor("FeatureAlphaDropout", "the elements", x);
    if (!guard(() => this.training) || this.p === 0) return x;
    return alphaDropped(
      x,
      x.shape.map((extent, axis) => (axis < 2 ? extent : 1)),
      this.p,
    );
  }
}
