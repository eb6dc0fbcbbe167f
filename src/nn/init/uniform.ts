import type { Tensor } from "../../tensor/index.ts";
import { checkFillNumber, fill } from "./fill.ts";

/** Between what `uniform` draws. */
export interface UniformOptions {
  /** Default: 0. */
  readonly low?: number;
  /** Default: 1. */
  readonly high?: number;
}

/**
 * Elements from U(low, high).
 *
 * Throws: TypeError unless it is a float32 tensor, RangeError unless low ≤ high are finite.
 * Source: PyTorch, `nn.init.uniform_`.
 *
 * @example
 * nn.init.uniform(new nn.Linear(2, 2).weight, { low: -0.1, high: 0.1 });
 */
export function uniform<T extends Tensor>(x: T, options: UniformOptions = {}): T {
  const low = checkFillNumber("uniform", "low", options.low ?? 0);
  const high = checkFillNumber("uniform", "high", options.high ?? 1, low);
  return fill("uniform", x, (random) => random.uniform(low, high));
}
