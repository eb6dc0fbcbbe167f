import { leakyRelu } from "../ops/index.ts";
import { compute, full, Parameter, type Tensor } from "../tensor/index.ts";
import { alongChannels, checkChannels } from "./channel-affine.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `PReLU`. */
export interface PReLUOptions {
  /** One slope for all elements, or one a channel. Default: 1. */
  readonly numParameters?: number;
  /** What slopes start as. Default: 0.25. */
  readonly init?: number;
}

/**
 * x where x > 0, else weight · x: slopes that are learned.
 *
 * Shapes: x any, or with one slope a channel [n, channels, …] → the same; weight [numParameters].
 * Source: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", 2015, section 2.1.
 */
export class PReLU extends Module {
  readonly weight: Parameter;

  /** Throws: RangeError if a number is out of range. */
  constructor({ numParameters = 1, init = 0.25 }: PReLUOptions = {}) {
    super();
    checkNumber("PReLU", "numParameters", numParameters, { least: 1, integer: true });
    this.weight = new Parameter(full([numParameters], checkNumber("PReLU", "init", init)));
  }

  /** Throws: RangeError unless `x` has a channel for each of several slopes. */
  forward(x: Tensor): Tensor {
    checkInputTensor("PReLU", "the elements", x);
    const channels = this.weight.size;
    if (channels > 1) checkChannels("PReLU", x, channels);
    const slope = channels > 1 ? alongChannels(this.weight, x.rank) : this.weight.reshape([]);
    return compute([x, slope], leakyRelu);
  }
}
