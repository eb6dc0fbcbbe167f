import { div, standardize, standardizeAffine, standardizeBy } from "../ops/index.ts";
import {
  compute,
  computeAll,
  filledVariable,
  guard,
  noGrad,
  type Parameter,
  type Tensor,
} from "../tensor/index.ts";
import { affineByChannel, alongChannels, channelAffine, checkChannels } from "./channel-affine.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `InstanceNorm1d` to `3d`. */
export interface InstanceNormOptions {
  /** What is added to the variance. Default: 1e-5. */
  readonly eps?: number;
  /** How much of the running statistics is replaced by those of a batch. Default: 0.1. */
  readonly momentum?: number;
  /** Whether each channel has a weight and a bias. Default: false. */
  readonly affine?: boolean;
  /** Whether evaluation uses statistics gathered while training instead of those of its input. Default: false. */
  readonly trackRunningStats?: boolean;
}

/** The options of `BatchNorm1d` to `3d`. */
export interface BatchNormOptions {
  /** What is added to the variance. Default: 1e-5. */
  readonly eps?: number;
  /** How much of the running statistics is replaced by those of a batch; null: their plain mean. Default: 0.1. */
  readonly momentum?: number | null;
  /** Whether each channel has a weight and a bias. Default: true. */
  readonly affine?: boolean;
  /** Whether evaluation uses statistics gathered while training instead of those of its input. Default: true. */
  readonly trackRunningStats?: boolean;
}

/** How the norms differ: what is normalised together, and what options are unless given. */
export interface NormKind {
  /** Each channel over the whole batch, or each channel of each example. */
  readonly over: "batch" | "example";
  /** How many axes an input may have. */
  readonly ranks: readonly number[];
}

/**
 * What batch and instance norms have in common: normalised channels, and running statistics under PyTorch's names,
 * which a pass in training mode updates by `assign`, also inside `compile`.
 */
export abstract class RunningNorm extends Module {
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
  readonly running_mean: Tensor | undefined;
  readonly running_var: Tensor | undefined;
  readonly num_batches_tracked: Tensor | undefined;
  readonly numFeatures: number;
  readonly eps: number;
  readonly momentum: number | null;
  readonly #kind: NormKind;

  /** Throws: RangeError if a number is out of range. */
  protected constructor(numFeatures: number, options: BatchNormOptions, kind: NormKind) {
    super();
    const { eps = 1e-5, momentum = 0.1 } = options;
    const { affine = kind.over === "batch", trackRunningStats = kind.over === "batch" } = options;
    const layer = this.constructor.name;
    this.numFeatures = checkNumber(layer, "numFeatures", numFeatures, { least: 1, integer: true });
    this.eps = checkNumber(layer, "eps", eps, { least: 0 });
    const cumulative = momentum === null && kind.over === "batch";
    this.momentum = cumulative ? null : checkNumber(layer, "momentum", momentum as number, { least: 0 });
    this.#kind = kind;
    ({ weight: this.weight, bias: this.bias } = channelAffine(numFeatures, affine));
    if (!trackRunningStats) return;
    this.running_mean = filledVariable([numFeatures], 0);
    this.running_var = filledVariable([numFeatures], 1);
    this.num_batches_tracked = filledVariable([], 0, "int32");
  }

  /**
   * Throws: RangeError if `x` has another number of axes or channels, or while training if there is one element only
   * to take a variance of.
   */
  forward(x: Tensor): Tensor {
    checkInputTensor(this.constructor.name, "the elements", x);
    checkChannels(this.constructor.name, x, this.numFeatures, this.#kind.ranks);
    const training = guard(() => this.training);
    const { running_mean: mean, running_var: variance, eps } = this;
    if (training || mean === undefined || variance === undefined) {
      return this.#normalize(x, training);
    }
    const statistics = [alongChannels(mean, x.rank), alongChannels(variance, x.rank)] as const;
    const y = compute([x, ...statistics], (x, mean, variance) => standardizeBy(x, mean, variance, eps));
    return affineByChannel(y, this);
  }

  /** By the input's own statistics, which while training go into the running ones. */
  #normalize(x: Tensor, training: boolean): Tensor {
    const axes = x.shape.map((_, axis) => axis).filter((axis) => axis > 1);
    if (this.#kind.over === "batch") axes.unshift(0);
    const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
    if (training && count < 2) {
      throw new RangeError(
        `Cannot train ${this.constructor.name} on a tensor of shape [${x.shape.join(", ")}]: expected at least 2 ` +
          `elements to take a variance of, got ${count}. Use larger batches, or eval().`,
      );
    }
    const over = { axes, eps: this.eps };
    const [y, mean, variance] = computeAll([x], (x) => {
      const { y, mean, variance } = standardize(x, over);
      return [y, mean, variance];
    });
    if (training) noGrad(() => void this.#track(mean!, variance!.mul(count / (count - 1))));
    const { weight, bias } = this;
    if (weight === undefined || bias === undefined) return y!;
    const [weights, biases] = [weight, bias].map((of) => alongChannels(of, x.rank).expand(mean!.shape));
    return compute([x, weights!, biases!], (x, weight, bias) => standardizeAffine(x, weight, bias, over));
  }

  /** Moves the running statistics towards a batch's mean and its variance, divided by n − 1 as in PyTorch. */
  #track(mean: Tensor, variance: Tensor): void {
    const { running_mean, running_var, num_batches_tracked, momentum } = this;
    if (running_mean === undefined || running_var === undefined || num_batches_tracked === undefined) return;
    if (this.#kind.over === "batch") num_batches_tracked.assign(num_batches_tracked.add(1));
    const share = momentum ?? compute([num_batches_tracked.cast("float32")], (count) => div(1, count));
    for (const [running, current] of [
      [running_mean, mean],
      [running_var, variance],
    ] as const) {
      const [examples] = current.shape;
      const channels = current.reshape([examples!, this.numFeatures]).mean({ axis: 0 });
      running.assign(running.add(channels.sub(running).mul(share)));
    }
  }
}
