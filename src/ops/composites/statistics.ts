/** Means and variances. */

import { sizeOf } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { div, mul, sub } from "../arithmetic.ts";
import { type ReduceOptions, reducedAxes, sum } from "../reduce.ts";

/** (Σ x) / n over axes, n elements each. Throws: RangeError if there is no such axis. */
export function mean(x: Value, options: ReduceOptions = {}): Value {
  return div(sum(x, options), reducedCount("take the mean", x, options));
}

/** Over which axes, and of what the variance is an estimate. */
export interface VarianceOptions extends ReduceOptions {
  /** What is subtracted from n in the divisor: 0 (the population's, unless given) or 1 (a sample's). */
  readonly correction?: number;
}

/** Σ (x − mean x)² / (n − correction) over axes. Throws: RangeError if there is no such axis. */
export function variance(x: Value, { correction = 0, ...options }: VarianceOptions = {}): Value {
  const centered = sub(x, mean(x, { ...options, keepDims: true }));
  const count = reducedCount("take the variance", x, options);
  return div(sum(mul(centered, centered), options), count - correction);
}

function reducedCount(what: string, x: Value, options: ReduceOptions): number {
  return sizeOf(reducedAxes(what, x, options).map((axis) => x.shape[axis]!));
}
