import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import type { AvgPooling } from "./pooling.ts";

/** What `LPPool1d` to `LPPool3d` have in common. */
export abstract class LPPooling extends Module {
  readonly normType: number;
  readonly means: AvgPooling;

  /** Throws: RangeError if the norm is no number. */
  protected constructor(normType: number, means: AvgPooling) {
    super();
    this.normType = checkNumber(new.target.name, "normType", normType);
    this.means = means;
  }

  /** Throws: RangeError if `x` is not [n, channels, …] or smaller than the kernel. */
  forward(x: Tensor): Tensor {
    checkInputTensor(this.constructor.name, "the elements", x);
    const count = this.means.kernelSize.reduce((product, extent) => product * extent, 1);
    const sums = this.means.forward(x.pow(this.normType)).mul(count);
    const some = sums.ne(0);
    return some.where(some.where(sums, 1).pow(1 / this.normType), 0);
  }
}
