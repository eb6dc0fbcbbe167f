import { groupNormalize } from "../ops/index.ts";
import { compute, type Parameter, type Tensor } from "../tensor/index.ts";
import { affineByChannel, channelAffine, checkChannels } from "./channel-affine.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `GroupNorm`. */
export interface GroupNormOptions {
  /** What is added to the variance. Default: 1e-5. */
  readonly eps?: number;
  /** Whether each channel has a weight and a bias. Default: true. */
  readonly affine?: boolean;
}

/**
 * (x − mean) / √(variance + eps) · weight + bias, over each group of neighbouring channels of an example.
 *
 * Shapes: x [n, numChannels, …] → the same; weight and bias [numChannels].
 * Starts as weight 1 and bias 0.
 *
 * Source: Wu, He, "Group Normalization", 2018, section 3.
 *
 * @example
 * const layer = new nn.GroupNorm(4, 32);
 * layer.forward(zeros([2, 32, 8, 8])).shape; // [2, 32, 8, 8]
 */
export class GroupNorm extends Module {
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps: number;

  /** Throws: RangeError if a number is out of range or the groups do not divide the channels. */
  constructor(numGroups: number, numChannels: number, options: GroupNormOptions = {}) {
    super();
    this.numGroups = checkNumber("GroupNorm", "numGroups", numGroups, { least: 1, integer: true });
    this.numChannels = checkNumber("GroupNorm", "numChannels", numChannels, { least: 1, integer: true });
    if (numChannels % numGroups !== 0) {
      throw new RangeError(
        `Cannot make GroupNorm of ${numChannels} channels in ${numGroups} groups: expected groups that divide the ` +
          `channels, got a remainder of ${numChannels % numGroups}. Choose another number of groups.`,
      );
    }
    this.eps = checkNumber("GroupNorm", "eps", options.eps ?? 1e-5, { least: 0 });
    ({ weight: this.weight, bias: this.bias } = channelAffine(numChannels, options.affine ?? true));
  }

  /** Throws: RangeError unless the second axis of `x` has `numChannels` elements. */
  forward(x: Tensor): Tensor {
    checkInputTensor("GroupNorm", "the elements", x);
    checkChannels("GroupNorm", x, this.numChannels);
    return affineByChannel(
      compute([x], (x) => groupNormalize(x, this.numGroups, this.eps)),
      this,
    );
  }
}
