/** Random tensors from the default generator. */

import { requireKind } from "../base/argument-kinds.ts";
import type { Shape } from "../base/shape.ts";
import { fromHostArray } from "./create.ts";
import { defaultGenerator } from "./generator.ts";
import type { Tensor } from "./tensor.ts";

/** `shape` filled with uniform numbers in [0, 1) from the default generator: multiples of 2⁻²⁴. */
export function rand(shape: Shape): Tensor {
  return defaultGenerator.uniform(shape);
}

/** `shape` filled with normal numbers of mean 0 and variance 1 from the default generator. */
export function randn(shape: Shape): Tensor {
  return defaultGenerator.normal(shape);
}

/** The range of `randint`. */
export interface RandintOptions {
  /** The least integer; 0 unless given. */
  readonly low?: number;
  /** One more than the greatest. */
  readonly high: number;
}

/**
 * `shape` filled with int32 integers from `low` up to but without `high`, from the default generator: ⌊u · (high − low)⌋
 * + low for a uniform u, each with its probability to within 2⁻²⁴.
 *
 * Throws: RangeError unless low < high are int32 integers at most 2²⁴ apart.
 *
 * @example
 * const dice = randint([100], { low: 1, high: 7 });
 * dice.lt(7).all().toArray(); // true
 */
export function randint(shape: Shape, options: RandintOptions): Tensor {
  requireKind("options", "call randint", { options });
  const { low = 0, high } = options;
  const span = high - low;
  if (!isInt32(low) || !isInt32(high) || span < 1 || span > 2 ** 24) {
    throw new RangeError(
      `Cannot draw integers from ${low} up to ${high}: expected int32 integers low < high at most ${2 ** 24} apart, got ` +
        `${low} and ${high}. The upper bound is left out.`,
    );
  }
  return rand(shape).mul(span).floor().cast("int32").add(low);
}

/**
 * 0 … n − 1 as int32 in random order, drawn on the host from the default generator.
 *
 * Shapes: → [n].
 *
 * Throws: RangeError unless n is an integer of 0 or more; Error inside a function given to `compile`, where the order
 * would be the same at each run.
 *
 * @example
 * const order = randperm(5);
 * order.sum().item(); // 10
 */
export function randperm(n: number): Tensor {
  if (!isInt32(n) || n < 0) {
    throw new RangeError(
      `Cannot permute ${n} numbers: expected an integer of 0 or more, got ${n}. Count what is to be shuffled.`,
    );
  }
  return fromHostArray(Int32Array.from(defaultGenerator.host().permutation(n)), [n], "int32");
}

function isInt32(n: number): boolean {
  return (n | 0) === n;
}
