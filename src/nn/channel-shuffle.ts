import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * Channels of `groups` groups dealt out in turn, so that the next grouped layer sees all of them: y[n, k · groups + g] =
 * x[n, g · (channels / groups) + k].
 *
 * Shapes: [n, channels, …] → the same.
 * Source: Zhang, Zhou, Lin, Sun, "ShuffleNet", 2017, section 3.1.
 *
 * @example
 * new nn.ChannelShuffle(2).forward(tensor([[[1], [2], [3], [4]]])).flatten().at(1).item(); // 3
 */
export class ChannelShuffle extends Module {
  readonly groups: number;

  /** Throws: RangeError unless `groups` is a positive integer. */
  constructor(groups: number) {
    super();
    this.groups = checkNumber("ChannelShuffle", "groups", groups, { least: 1, integer: true });
  }

  /** Throws: RangeError if `x` has no channels that the groups divide. */
  forward(x: Tensor): Tensor {
    checkInputTensor("ChannelShuffle", "the elements", x);
    const [n, channels, ...rest] = x.shape as [number, number, ...number[]];
    if (x.rank < 2 || channels % this.groups !== 0) {
      throw new RangeError(
        `Cannot apply ChannelShuffle(${this.groups}) to a tensor of shape [${x.shape.join(", ")}]: expected [n, channels, ` +
          `…] with channels that ${this.groups} divides, got another. Choose other groups.`,
      );
    }
    return x
      .reshape([n, this.groups, channels / this.groups, ...rest])
      .transpose(1, 2)
      .reshape(x.shape);
  }
}
