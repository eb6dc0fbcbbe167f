import { guard, rand, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkProbability } from "./probability.ts";

/**
 * While training, the whole branch is 0 with probability p, for each example by itself ("row") or for all at once
 * ("batch"), and x / (1 − p) otherwise; put at the end of a residual branch it drops layers. In evaluation it passes x.
 *
 * Shapes: [n, …] → the same.
 * Source: Huang, Sun, Liu, Sedra, Weinberger, "Deep Networks with Stochastic Depth", 2016, section 3.
 *
 * @example
 * new nn.StochasticDepth(0.2).forward(ones([4, 5])).shape; // [4, 5]
 */
export class StochasticDepth extends Module {
  /** The probability that a branch is dropped. */
  readonly p: number;
  readonly mode: "row" | "batch";

  /** Throws: RangeError if p is not in [0, 1] or the mode is another word. */
  constructor(p: number, mode: "row" | "batch" = "row") {
    super();
    if (mode !== "row" && mode !== "batch") {
      throw new RangeError(
        `Cannot make StochasticDepth with mode "${String(mode)}": expected "row" or "batch", got "${String(mode)}". Leave ` +
          'it out for "row".',
      );
    }
    this.p = checkProbability("StochasticDepth", "p", p);
    this.mode = mode;
  }

  forward(x: Tensor): Tensor {
    checkInputTensor("StochasticDepth", "the elements", x);
    if (!guard(() => this.training) || this.p === 0) return x;
    if (this.p === 1) return x.mul(0);
    const drawn = rand(x.shape.map((extent, axis) => (axis === 0 && this.mode === "row" ? extent : 1)));
    return drawn.lt(this.p).where(0, x.mul(1 / (1 - this.p)));
  }
}
