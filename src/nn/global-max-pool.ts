import type { Tensor } from "../tensor/index.ts";
import { spatialAxes } from "./global-avg-pool.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * The greatest element of each channel, whatever the axes of its places: y[n, c] = max x[n, c, …]. Its gradient goes to
 * the first of equal ones.
 *
 * Shapes: [n, channels, …] → [n, channels].
 * Source: Oquab, Bottou, Laptev, Sivic, "Is Object Localization for Free?", 2015.
 *
 * @example
 * new nn.GlobalMaxPool().forward(zeros([8, 64, 7, 7])).shape; // [8, 64]
 */
export class GlobalMaxPool extends Module {
  /** Throws: RangeError if `x` has no axis after the channels. */
  forward(x: Tensor): Tensor {
    checkInputTensor("GlobalMaxPool", "the elements", x);
    return x.max({ axis: spatialAxes("GlobalMaxPool", x) });
  }
}
