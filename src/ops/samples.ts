/** Random shapes and inputs for the `sample` of each op: extents where loops over vectors tend to go wrong. */

import type { DType } from "../base/dtype.ts";
import type { Random } from "../base/random.ts";
import { type Shape, sizeOf } from "../base/shape.ts";
import type { SampleInput } from "./op.ts";

/** An extent: mostly small, often 1 or around 16, at times up to 40 and, unless `nonEmpty`, at times 0. */
export function sampleExtent(random: Random, nonEmpty = false): number {
  const choice = random.integer(0, 20);
  if (choice === 0) return nonEmpty ? 1 : 0;
  if (choice < 4) return 1;
  if (choice < 13) return random.pick([2, 3, 4, 5, 7, 8]);
  if (choice < 17) return random.pick([15, 16, 17]);
  return random.integer(18, 41);
}

/** Bounds on random shapes. */
export interface SampleShapeOptions {
  readonly minRank?: number;
  readonly maxRank?: number;
  /** Whether extents of 0 are left out. */
  readonly nonEmpty?: boolean;
  /** The largest number of elements. */
  readonly maxSize?: number;
}

/** A shape of rank 0 to 4 with at most 2048 elements, or as the options say. */
export function sampleShape(random: Random, options: SampleShapeOptions = {}): Shape {
  const { minRank = 0, maxRank = 4, nonEmpty = false, maxSize = 2048 } = options;
  const rank = random.integer(minRank, maxRank + 1);
  for (;;) {
    const shape = Array.from({ length: rank }, () => sampleExtent(random, nonEmpty));
    if (sizeOf(shape) <= maxSize) return shape;
  }
}

/** A few of the axes 0 … rank − 1, ascending; possibly none. */
export function sampleAxes(random: Random, rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis).filter(() => random.integer(0, 2) === 1);
}

/** A dtype for samples of ops that take any: float32 as a rule, which gradients need. */
export function sampleDType(random: Random): DType {
  return random.pick(["float32", "float32", "int32", "bool"]);
}

/** An input of the dtype: float32 in [−2, 2), int32 small or at times over the whole range, bool 0 or 1. */
export function sampleInput(random: Random, shape: Shape, dtype: DType = "float32"): SampleInput {
  if (dtype === "bool") return { shape, dtype, low: 0, high: 2 };
  if (dtype === "float32") return { shape, dtype };
  const wide = random.integer(0, 4) === 0;
  return wide ? { shape, dtype, low: -(2 ** 31), high: 2 ** 31 } : { shape, dtype, low: -100, high: 100 };
}
