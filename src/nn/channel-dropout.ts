import { guard, rand, type Tensor } from "../tensor/index.ts";
import { axisNames } from "./axis-numbers.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkProbability } from "./probability.ts";

/** What `Dropout1d` to `Dropout3d` have in common: channels are dropped whole. */
export abstract class ChannelDropout extends Module {
  /** The probability that a channel becomes 0. */
  readonly p: number;
  readonly #axes: number;

  /** Throws: RangeError if p is not in [0, 1]. */
  protected constructor(axes: number, p: number) {
    super();
    this.p = checkProbability(new.target.name, "p", p);
    this.#axes = axes;
  }

  /** Throws: RangeError if `x` is not [n, channels, …]. */
  forward(x: Tensor): Tensor {
    checkInputTensor(this.constructor.name, "the elements", x);
    if (x.rank !== this.#axes + 2) {
      throw new RangeError(
        `Cannot apply ${this.constructor.name} to a tensor of shape [${x.shape.join(", ")}]: expected [n, channels, ` +
          `${axisNames(this.#axes)}], got ${x.rank} axes. Use Dropout to drop single elements.`,
      );
    }
    if (!guard(() => this.training) || this.p === 0) return x;
    if (this.p === 1) return x.mul(0);
    const drawn = rand(x.shape.map((extent, axis) => (axis < 2 ? extent : 1)));
    return drawn.lt(this.p).where(0, x.mul(1 / (1 - this.p)));
  }
}
