import type { Random } from "../../base/random.ts";
import type { Tensor } from "../../tensor/index.ts";
import { checkFillNumber, fill } from "./fill.ts";
import type { NormalOptions } from "./normal.ts";

/** From which part of which normal distribution `truncNormal` draws. */
export interface TruncNormalOptions extends NormalOptions {
  /** The least value. Default: −2. */
  readonly a?: number;
  /** The greatest value, more than `a`. Default: 2. */
  readonly b?: number;
}

/**
 * Elements from N(mean, std²) that lie between a and b; values, not multiples of std.
 *
 * Throws: TypeError unless it is a float32 tensor, RangeError unless a < b and std is more than 0.
 * Source: PyTorch, `nn.init.trunc_normal_`.
 *
 * @example
 * nn.init.truncNormal(new nn.Linear(8, 4).weight, { std: 0.02, a: -0.04, b: 0.04 });
 */
export function truncNormal<T extends Tensor>(x: T, options: TruncNormalOptions = {}): T {
  const mean = checkFillNumber("truncNormal", "mean", options.mean ?? 0);
  const std = checkFillNumber("truncNormal", "std", options.std ?? 1, Number.MIN_VALUE);
  const a = checkFillNumber("truncNormal", "a", options.a ?? -2);
  const b = checkFillNumber("truncNormal", "b", options.b ?? 2, a);
  const [low, high] = [(a - mean) / std, (b - mean) / std];
  return fill("truncNormal", x, (random) =>
    Math.min(Math.max(mean + std * between(random, low, high), a), b),
  );
}

/** A standard normal number between two bounds, by drawing until one fits. */
function between(random: Random, low: number, high: number): number {
  if (low > 0) return -between(random, -high, -low);
  if (low <= 0 && high >= 0 && high - low >= 1) {
    for (;;) {
      const z = random.normal();
      if (z >= low && z <= high) return z;
    }
  }
  // A narrow or a far part: uniformly, kept by its density. Ten deviations beyond the nearest bound there is nothing.
  const nearest = Math.min(Math.max(0, low), high);
  const from = Math.max(low, nearest - 10);
  for (;;) {
    const z = random.uniform(from, high);
    if (random.uniform(0, 1) <= Math.exp((nearest * nearest - z * z) / 2)) return z;
  }
}
