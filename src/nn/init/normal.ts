import type { Tensor } from "../../tensor/index.ts";
import { checkFillNumber, fill } from "./fill.ts";

/** From which normal distribution `normal` draws. */
export interface NormalOptions {
  /** Default: 0. */
  readonly mean?: number;
  /** The standard deviation, at least 0. Default: 1. */
  readonly std?: number;
}

/**
 * Elements from N(mean, std²).
 *
 * Throws: TypeError unless it is a float32 tensor, RangeError if `std` is negative.
 * Source: PyTorch, `nn.init.normal_`.
 *
 * @example
 * nn.init.normal(new nn.Embedding(10, 4).weight, { std: 0.02 });
 */
export function normal<T extends Tensor>(x: T, options: NormalOptions = {}): T {
  const mean = checkFillNumber("normal", "mean", options.mean ?? 0);
  const std = checkFillNumber("normal", "std", options.std ?? 1, 0);
  return fill("normal", x, (random) => mean + std * random.normal());
}
