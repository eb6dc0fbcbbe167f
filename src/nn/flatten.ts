import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/** The options of `Flatten`. */
export interface FlattenOptions {
  /** The first axis that is merged. Default: 1, which keeps the batch. */
  readonly startAxis?: number;
  /** The last axis that is merged. Default: −1, the last one. */
  readonly endAxis?: number;
}

/**
 * Merges axes `startAxis` to `endAxis` into one: y[n, (c · height + i) · width + j] = x[n, c, i, j]. Negative axes count
 * from the end.
 *
 * Shapes: [n, channels, height, width] → [n, channels · height · width] by default.
 * Source: PyTorch, `nn.Flatten`.
 */
export class Flatten extends Module {
  readonly startAxis: number;
  readonly endAxis: number;

  constructor(options: FlattenOptions = {}) {
    super();
    this.startAxis = options.startAxis ?? 1;
    this.endAxis = options.endAxis ?? -1;
  }

  /** Throws: RangeError if the input lacks one of the axes or they are in the wrong order. */
  forward(x: Tensor): Tensor {
    checkInputTensor("Flatten", "the elements", x);
    const start = this.startAxis < 0 ? this.startAxis + x.rank : this.startAxis;
    const end = this.endAxis < 0 ? this.endAxis + x.rank : this.endAxis;
    if (!(start >= 0 && start <= end && end < x.rank)) {
      throw new RangeError(
        `Cannot flatten axes ${this.startAxis} to ${this.endAxis} of a tensor of shape [${x.shape.join(", ")}]: ` +
          `expected axes of the tensor, the first before the last. Pass { startAxis, endAxis } that fit ${x.rank} axes.`,
      );
    }
    const merged = x.shape.slice(start, end + 1).reduce((product, extent) => product * extent, 1);
    return x.reshape([...x.shape.slice(0, start), merged, ...x.shape.slice(end + 1)]);
  }
}
