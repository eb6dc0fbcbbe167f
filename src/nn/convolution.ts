import { conv, convTranspose } from "../ops/index.ts";
import { compute, type Parameter, type Tensor } from "../tensor/index.ts";
import { axisNames, axisNumbers } from "./axis-numbers.ts";
import { uniformByFanIn } from "./initial.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { checkPaddingMode, type Margin, type PaddingMode, padded } from "./padding-mode.ts";

/** The options of `Conv1d` to `Conv3d`. */
export interface ConvolutionOptions<Size> {
  readonly kernelSize: Size;
  /** Default: 1. */
  readonly stride?: Size;
  /** Elements on both sides of each axis, or "same": as many as keep its extent, at stride 1, or "valid": none. Default: 0. */
  readonly padding?: Size | "same" | "valid";
  /** What these elements are: zeros, or elements mirrored, repeated or wrapped around. Default: "zeros". */
  readonly paddingMode?: PaddingMode;
  /** The distance between elements that a kernel looks at. Default: 1. */
  readonly dilation?: Size;
  /** Independent parts that input and output channels are divided into. Default: 1. */
  readonly groups?: number;
  /** Whether a bias is added to each channel. Default: true. */
  readonly bias?: boolean;
}

/** The options of `ConvTranspose1d` to `ConvTranspose3d`. */
export interface TransposedConvolutionOptions<Size> {
  readonly kernelSize: Size;
  /** How far apart the kernels of neighbours lie. Default: 1. */
  readonly stride?: Size;
  /** How much is cut off from both ends of each axis. Default: 0. */
  readonly padding?: Size;
  /** Elements added at the end of each axis, less than stride or dilation. Default: 0. */
  readonly outputPadding?: Size;
  /** The distance between elements of a kernel. Default: 1. */
  readonly dilation?: Size;
  /** Independent parts that input and output channels are divided into. Default: 1. */
  readonly groups?: number;
  /** Whether a bias is added to each channel. Default: true. */
  readonly bias?: boolean;
}

type Numbers = number | readonly number[];

/** Throws: TypeError unless there are options. */
export function checkKernelOptions(layer: string, options: object): void {
  if (typeof options === "object") return;
  throw new TypeError(
    `Cannot make a ${layer} with ${String(options)} for options: expected { kernelSize }, got a ${typeof options}. Say at ` +
      "least how large the kernel is.",
  );
}

/** What convolutions in both directions have in common: checked options, channels in groups, a bias a channel. */
abstract class KernelLayer extends Module {
  abstract readonly weight: Parameter;
  abstract readonly bias: Parameter | undefined;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;

  /** Throws: RangeError if an option is out of range or `groups` does not divide the channels. */
  protected constructor(
    axes: number,
    inChannels: number,
    outChannels: number,
    options: ConvolutionOptions<Numbers> | TransposedConvolutionOptions<Numbers>,
  ) {
    super();
    const layer = new.target.name;
    checkKernelOptions(layer, options);
    const { groups = 1, kernelSize, stride = 1, dilation = 1 } = options;
    checkNumber(layer, "groups", groups, { least: 1, integer: true });
    for (const channels of [inChannels, outChannels]) {
      if (Number.isInteger(channels) && channels >= 1 && Number.isInteger(channels / groups)) continue;
      throw new RangeError(
        `Cannot make a ${layer} from ${String(inChannels)} to ${String(outChannels)} channels in ${groups} groups: expected ` +
          "positive integers that the groups divide. Choose groups that divide both, such as 1.",
      );
    }
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.groups = groups;
    this.kernelSize = axisNumbers(layer, "kernelSize", kernelSize, { axes, least: 1 });
    this.stride = axisNumbers(layer, "stride", stride, { axes, least: 1 });
    this.dilation = axisNumbers(layer, "dilation", dilation, { axes, least: 1 });
  }

  /** Whether `x` is one example [channels, …] without a batch. */
  protected isSingle(x: Tensor): boolean {
    return x.rank === this.kernelSize.length + 1;
  }

  protected checkInput(x: Tensor): void {
    const axes = this.kernelSize.length;
    if (x.rank === axes + 2 && x.shape[1] === this.inChannels) return;
    throw new RangeError(
      `Cannot apply ${this.constructor.name}(${this.inChannels}, ${this.outChannels}) to a tensor of shape ` +
        `[${x.shape.join(", ")}]: expected [n, ${this.inChannels}, ${axisNames(axes)}]. Reshape or permute the input: ` +
        "channels come second, or first in a single example.",
    );
  }

  protected withBias(y: Tensor): Tensor {
    if (this.bias === undefined) return y;
    return y.add(this.bias.reshape([this.outChannels, ...this.kernelSize.map(() => 1)]));
  }
}

/** What `Conv1d` to `Conv3d` have in common. */
export abstract class Convolution extends KernelLayer {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly padding: readonly number[] | "same";
  readonly paddingMode: PaddingMode;

  /** Throws: RangeError if an option is out of range, `groups` does not divide the channels, or "same" meets a stride. */
  protected constructor(
    axes: number,
    inChannels: number,
    outChannels: number,
    options: ConvolutionOptions<Numbers>,
  ) {
    super(axes, inChannels, outChannels, options);
    const { padding = 0, paddingMode = "zeros" } = options;
    const layer = new.target.name;
    this.paddingMode = checkPaddingMode(layer, paddingMode);
    this.padding =
      padding === "same"
        ? "same"
        : axisNumbers(layer, "padding", padding === "valid" ? 0 : padding, { axes, least: 0 });
    if (this.padding === "same" && this.stride.some((stride) => stride !== 1)) {
      throw new RangeError(
        `Cannot make a ${layer} with padding "same" and stride [${this.stride.join(", ")}]: expected stride 1, since a ` +
          "stride makes the output smaller. Pass the padding as a number.",
      );
    }
    const fanIn = this.kernelSize.reduce((product, extent) => product * extent, inChannels / this.groups);
    this.weight = uniformByFanIn([outChannels, inChannels / this.groups, ...this.kernelSize], fanIn);
    this.bias = options.bias === false ? undefined : uniformByFanIn([outChannels], fanIn);
  }

  /**
   * Shapes: x [n, inChannels, …], or one example [inChannels, …].
   * Throws: RangeError if `x` is neither, or smaller than the kernel.
   */
  forward(x: Tensor): Tensor {
    checkInputTensor(this.constructor.name, "the elements", x);
    if (this.isSingle(x)) return this.forward(x.unsqueeze(0)).squeeze(0);
    this.checkInput(x);
    const margins = this.#margins();
    const { stride, dilation, groups } = this;
    const mode = this.paddingMode;
    const options = { padding: mode === "zeros" ? margins : 0, stride, dilation, groups };
    const around = mode === "zeros" ? x : padded(x, margins, mode);
    return this.withBias(compute([around, this.weight], (x, weight) => conv(x, weight, options)));
  }

  /** Elements before and after those of each axis. An odd sum of them has the larger half after, as in PyTorch. */
  #margins(): Margin[] {
    const { padding } = this;
    if (padding !== "same") return padding.map((margin): Margin => [margin, margin]);
    return this.kernelSize.map((kernel, axis): Margin => {
      const reach = this.dilation[axis]! * (kernel - 1);
      return [Math.floor(reach / 2), Math.ceil(reach / 2)];
    });
  }
}

/** What `ConvTranspose1d` to `ConvTranspose3d` have in common. */
export abstract class TransposedConvolution extends KernelLayer {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly padding: readonly number[];
  readonly outputPadding: readonly number[];

  /** Throws: RangeError if an option is out of range or `groups` does not divide the channels. */
  protected constructor(
    axes: number,
    inChannels: number,
    outChannels: number,
    options: TransposedConvolutionOptions<Numbers>,
  ) {
    super(axes, inChannels, outChannels, options);
    const layer = new.target.name;
    this.padding = axisNumbers(layer, "padding", options.padding ?? 0, { axes, least: 0 });
    this.outputPadding = axisNumbers(layer, "outputPadding", options.outputPadding ?? 0, { axes, least: 0 });
    const room = this.stride.map((stride, axis) => Math.max(stride, this.dilation[axis]!));
    if (this.outputPadding.some((more, axis) => more >= room[axis]!)) {
      throw new RangeError(
        `Cannot make a ${layer} with outputPadding [${this.outputPadding.join(", ")}]: expected less than stride or ` +
          `dilation, here [${room.join(", ")}]. Such elements would see no input.`,
      );
    }
    const fanIn = this.kernelSize.reduce((product, extent) => product * extent, outChannels / this.groups);
    this.weight = uniformByFanIn([inChannels, outChannels / this.groups, ...this.kernelSize], fanIn);
    this.bias = options.bias === false ? undefined : uniformByFanIn([outChannels], fanIn);
  }

  /**
   * Shapes: x [n, inChannels, …], or one example [inChannels, …].
   * Throws: RangeError if `x` is neither, or nothing is left of it after `padding`.
   */
  forward(x: Tensor): Tensor {
    checkInputTensor(this.constructor.name, "the elements", x);
    if (this.isSingle(x)) return this.forward(x.unsqueeze(0)).squeeze(0);
    this.checkInput(x);
    const { stride, padding, outputPadding, dilation, groups } = this;
    return this.withBias(
      compute([x, this.weight], (x, weight) =>
        convTranspose(x, weight, { stride, padding, outputPadding, dilation, groups }),
      ),
    );
  }
}
