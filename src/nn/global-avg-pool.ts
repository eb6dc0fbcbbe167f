import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/** The axes after the channels. Throws: RangeError if there are none. */
export function spatialAxes(layer: string, x: Tensor): number[] {
  if (x.rank >= 3) return x.shape.map((_, axis) => axis).slice(2);
  throw new RangeError(
    `Cannot apply ${layer} to a tensor of shape [${x.shape.join(", ")}]: expected [n, channels, …] with one axis more at ` +
      `least, got ${x.rank} axes. Reshape the input.`,
  );
}

/**
 * The mean of each channel over all its places, whatever their axes: y[n, c] = (Σ x[n, c, …]) / places.
 *
 * Shapes: [n, channels, …] → [n, channels].
 * Source: Lin, Chen, Yan, "Network in Network", 2013, section 3.2.
 *
 * @example
 * new nn.GlobalAvgPool().forward(zeros([8, 64, 7, 7])).shape; // [8, 64]
 */
export class GlobalAvgPool extends Module {
  /** Throws: RangeError if `x` has no axis after the channels. */
  forward(x: Tensor): Tensor {
    checkInputTensor("GlobalAvgPool", "the elements", x);
    return x.mean({ axis: spatialAxes("GlobalAvgPool", x) });
  }
}
