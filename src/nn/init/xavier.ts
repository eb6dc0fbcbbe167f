import type { Tensor } from "../../tensor/index.ts";
import { checkFillNumber, fansOf, fill } from "./fill.ts";

/** What initial values are scaled by. */
export interface GainOptions {
  /** See `calculateGain`. Default: 1. */
  readonly gain?: number;
}

/**
 * Elements from U(±gain · √(6 / (fanIn + fanOut))), which keeps variances forwards and backwards.
 *
 * Shapes: [outputs, inputs, kernel…]. Throws: RangeError for fewer than two axes, TypeError unless it is a float32 tensor.
 * Source: Glorot, Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural Networks", 2010, section 4.2.1.
 *
 * @example
 * nn.init.xavierUniform(new nn.Linear(8, 4).weight, { gain: nn.init.calculateGain("tanh") });
 */
export function xavierUniform<T extends Tensor>(x: T, options: GainOptions = {}): T {
  const { fanIn, fanOut } = fansOf("xavierUniform", x);
  const gain = checkFillNumber("xavierUniform", "gain", options.gain ?? 1, 0);
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return fill("xavierUniform", x, (random) => random.uniform(-bound, bound));
}

/**
 * Elements from N(0, gain² · 2 / (fanIn + fanOut)), which keeps variances forwards and backwards.
 *
 * Shapes: [outputs, inputs, kernel…]. Throws: RangeError for fewer than two axes, TypeError unless it is a float32 tensor.
 * Source: Glorot, Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural Networks", 2010, section 4.2.1.
 *
 * @example
 * nn.init.xavierNormal(new nn.Linear(8, 4).weight);
 */
export function xavierNormal<T extends Tensor>(x: T, options: GainOptions = {}): T {
  const { fanIn, fanOut } = fansOf("xavierNormal", x);
  const gain = checkFillNumber("xavierNormal", "gain", options.gain ?? 1, 0);
  const std = gain * Math.sqrt(2 / (fanIn + fanOut));
  return fill("xavierNormal", x, (random) => std * random.normal());
}
