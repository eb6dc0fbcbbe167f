import { scatterAdd } from "../ops/index.ts";
import { compute, type Tensor, tensor } from "../tensor/index.ts";
import { axisNames, axisNumbers } from "./axis-numbers.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/** The options of `MaxUnpool1d` to `MaxUnpool3d`. */
export interface MaxUnpoolingOptions<Size> {
  /** Default: the kernel's size. */
  readonly stride?: Size;
  /** Default: 0. */
  readonly padding?: Size;
}

type Numbers = number | readonly number[];

/** What `MaxUnpool1d` to `MaxUnpool3d` have in common. */
export abstract class MaxUnpooling extends Module {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];

  /** Throws: RangeError if a number is out of range. */
  protected constructor(axes: number, kernelSize: Numbers, options: MaxUnpoolingOptions<Numbers>) {
    super();
    const layer = new.target.name;
    this.kernelSize = axisNumbers(layer, "kernelSize", kernelSize, { axes, least: 1 });
    this.stride = axisNumbers(layer, "stride", options.stride ?? kernelSize, { axes, least: 1 });
    this.padding = axisNumbers(layer, "padding", options.padding ?? 0, { axes, least: 0 });
  }

  /**
   * `outputSize` names the extents of what was pooled, where they are not those that fit exactly.
   *
   * Throws: RangeError if shapes do not fit, TypeError unless the indices are int32; RangeError after a run with an index
   * outside.
   */
  forward(x: Tensor, indices: Tensor, options: { readonly outputSize?: readonly number[] } = {}): Tensor {
    const layer = this.constructor.name;
    const axes = this.kernelSize.length;
    checkInputTensor(layer, "the elements", x);
    checkInputTensor(layer, "indices", indices);
    if (x.rank !== axes + 2 || String(indices.shape) !== String(x.shape)) {
      throw new RangeError(
        `Cannot apply ${layer} to a tensor of shape [${x.shape.join(", ")}] with indices of shape ` +
          `[${indices.shape.join(", ")}]: expected [n, channels, ${axisNames(axes)}] for both. Use those of withIndices.`,
      );
    }
    const extents = x.shape.slice(2);
    const fitting = extents.map(
      (extent, axis) => (extent - 1) * this.stride[axis]! - 2 * this.padding[axis]! + this.kernelSize[axis]!,
    );
    const outputSize = axisNumbers(layer, "outputSize", options.outputSize ?? fitting, { axes, least: 0 });
    const [count, channels] = x.shape as [number, number];
    const planes = count * channels;
    const size = outputSize.reduce((product, extent) => product * extent, 1);
    const starts = tensor(Int32Array.from({ length: planes }, (_, plane) => plane * size)).reshape([
      planes,
      1,
    ]);
    const places = indices.reshape([planes, -1]).add(starts).flatten();
    const spread = compute([places, x.flatten()], (at, x) => scatterAdd(at, x, { shape: [planes * size] }));
    return spread.reshape([count, channels, ...outputSize]);
  }
}
