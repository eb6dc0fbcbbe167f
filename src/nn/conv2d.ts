import { conv } from "../ops/index.ts";
import { compute, type Parameter, type Tensor } from "../tensor/index.ts";
import { uniformByFanIn } from "./initial.ts";
import { Module } from "./module.ts";
import { type Pair, pair } from "./pair.ts";

/** The options of `Conv2d`. */
export interface Conv2dOptions {
  readonly kernelSize: Pair;
  /** Default: 1. */
  readonly stride?: Pair;
  /** Zeros on both sides of each axis, or "same": as many as keep height and width, at stride 1. Default: 0. */
  readonly padding?: Pair | "same";
  /** The distance between elements that a kernel looks at. Default: 1. */
  readonly dilation?: Pair;
  /** Independent parts that input and output channels are divided into. Default: 1. */
  readonly groups?: number;
  /** Whether a bias is added to each channel. Default: true. */
  readonly bias?: boolean;
}

/**
 * Convolution over images, without flipping the kernel: y[n, o, i, j] = bias[o] +
 * Σ x[n, c, i · stride + k · dilation − padding, …] · weight[o, c, k, l].
 *
 * Shapes: x [n, inChannels, h, w] → [n, outChannels, ⌊(h + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1, …];
 * weight [outChannels, inChannels / groups, kernel height, kernel width]; bias [outChannels].
 * Starts from U(±1/√(inChannels / groups · kernel elements)), as in PyTorch.
 *
 * @example
 * const layer = new nn.Conv2d(1, 32, { kernelSize: 3, padding: 1 });
 * layer.forward(zeros([8, 1, 28, 28])).shape; // [8, 32, 28, 28]
 */
export class Conv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly padding: readonly [height: number, width: number] | "same";
  readonly dilation: readonly [height: number, width: number];
  readonly groups: number;

  /** Throws: RangeError if an option is out of range, `groups` does not divide the channels, or "same" meets a stride. */
  constructor(inChannels: number, outChannels: number, options: Conv2dOptions) {
    super();
    const { padding = 0, groups = 1 } = options;
    for (const channels of [inChannels, outChannels]) {
      if (Number.isInteger(channels) && channels >= 1 && Number.isInteger(channels / groups)) continue;
      throw new RangeError(
        `Cannot make a Conv2d from ${inChannels} to ${outChannels} channels in ${groups} groups: expected positive ` +
          `integers that the groups divide. Choose groups that divide both, such as 1.`,
      );
    }
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.groups = groups;
    this.kernelSize = pair(options.kernelSize, "Conv2d", "kernelSize", 1);
    this.stride = pair(options.stride ?? 1, "Conv2d", "stride", 1);
    this.dilation = pair(options.dilation ?? 1, "Conv2d", "dilation", 1);
    this.padding = padding === "same" ? "same" : pair(padding, "Conv2d", "padding", 0);
    if (this.padding === "same" && this.stride.some((stride) => stride !== 1)) {
      throw new RangeError(
        `Cannot make a Conv2d with padding "same" and stride [${this.stride.join(", ")}]: expected stride 1, since a ` +
          `stride makes the image smaller. Pass the padding as a number.`,
      );
    }
    const fanIn = (inChannels / groups) * this.kernelSize[0] * this.kernelSize[1];
    this.weight = uniformByFanIn([outChannels, inChannels / groups, ...this.kernelSize], fanIn);
    this.bias = options.bias === false ? undefined : uniformByFanIn([outChannels], fanIn);
  }

  /** Throws: RangeError if `x` is not [n, inChannels, height, width] or smaller than the kernel. */
  forward(x: Tensor): Tensor {
    if (x.rank !== 4 || x.shape[1] !== this.inChannels) {
      throw new RangeError(
        `Cannot apply Conv2d(${this.inChannels}, ${this.outChannels}) to a tensor of shape [${x.shape.join(", ")}]: ` +
          `expected [n, ${this.inChannels}, height, width]. Reshape or permute the input: channels come before ` +
          `height and width, and a single image needs unsqueeze(0).`,
      );
    }
    const { stride, dilation, groups } = this;
    const options = { padding: this.margins(), stride, dilation, groups };
    const y = compute([x, this.weight], (images, weight) => conv(images, weight, options));
    return this.bias === undefined ? y : y.add(this.bias.reshape([this.outChannels, 1, 1]));
  }

  /** Zeros before and after the elements of both axes. An odd sum of them has the larger half after, as in PyTorch. */
  private margins(): (readonly [before: number, after: number])[] {
    if (this.padding !== "same") return this.padding.map((zeros) => [zeros, zeros]);
    return this.kernelSize.map((kernel, axis) => {
      const total = this.dilation[axis]! * (kernel - 1);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
  }
}
