import { guard, rand, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkProbability } from "./probability.ts";

/** What SELU tends to for small x, and so what a dropped element becomes: −λ · α. */
const least = -1.7580993408473766;

/**
 * While training, each element is −λα, `SELU`'s least value, with probability p; then all are scaled and shifted to a ·
 * x + b, so that mean 0 and variance 1 stay: a = 1 / √((1 − p) · (1 + p · λ²α²)), b = a · p · λα. In evaluation it
 * passes x.
 *
 * Shapes: any → the same.
 * Source: Klambauer, Unterthiner, Mayr, Hochreiter, "Self-Normalizing Neural Networks", 2017, section 3.
 *
 * @example
 * new nn.AlphaDropout(0.1).forward(rand([4, 5])).shape; // [4, 5]
 */
export class AlphaDropout extends Module {
  /** The probability that an element is dropped. */
  readonly p: number;

  /** Throws: RangeError if p is not in [0, 1]. */
  constructor(p = 0.5) {
    super();
    this.p = checkProbability("AlphaDropout", "p", p);
  }

  forward(x: Tensor): Tensor {
    checkInputTensor("AlphaDropout", "the elements", x);
    if (!guard(() => this.training) || this.p === 0) return x;
    return alphaDropped(x, x.shape, this.p);
  }
}

/** x with what numbers drawn in `shape` say dropped. Shapes: x any, `shape` broadcasts to it → the same. */
export function alphaDropped(x: Tensor, shape: readonly number[], p: number): Tensor {
  if (p === 1) return x.mul(0);
  const scale = 1 / Math.sqrt((1 - p) * (1 + p * least * least));
  const kept = rand(shape).lt(p).where(least, x);
  return kept.mul(scale).sub(scale * p * least);
}
