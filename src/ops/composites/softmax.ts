/** Softmax and its relatives, with the maximum subtracted so that no exponential overflows. */

import type { Value } from "../../graph/node.ts";
import { abs, add, div, sub } from "../arithmetic.ts";
import { eq } from "../comparison.ts";
import { reshape, stopGradient } from "../movement.ts";
import { max, type ReduceOptions, reducedAxes, sum } from "../reduce.ts";
import { where } from "../selection.ts";
import { exp, log } from "../transcendental.ts";

/** Along which axis numbers sum to 1. */
export interface AxisOptions {
  /** The last axis unless given; a negative one counts from the end. */
  readonly axis?: number;
}

/** e^(x − max x) / Σ e^(x − max x) along an axis. Throws: RangeError if there is no such axis. */
export function softmax(x: Value, { axis = -1 }: AxisOptions = {}): Value {
  const over = { axes: [axis], keepDims: true };
  const numerator = exp(sub(x, stopGradient(max(x, over))));
  return div(numerator, sum(numerator, over));
}

/** (x − max x) − ln Σ e^(x − max x) along an axis. Throws: RangeError if there is no such axis. */
export function logSoftmax(x: Value, { axis = -1 }: AxisOptions = {}): Value {
  const over = { axes: [axis], keepDims: true };
  const shifted = sub(x, stopGradient(max(x, over)));
  return sub(shifted, log(sum(exp(shifted), over)));
}

/** ln Σ eˣ over axes, as ln Σ e^(x − m) + m with the maximum m (0 where that is infinite). Throws: as `max`. */
export function logSumExp(x: Value, options: ReduceOptions = {}): Value {
  const greatest = stopGradient(max(x, { ...options, keepDims: true }));
  const shift = where(eq(abs(greatest), Number.POSITIVE_INFINITY), 0, greatest);
  const kept = add(log(sum(exp(sub(x, shift)), { ...options, keepDims: true })), shift);
  const axes = reducedAxes("take the log of a sum", x, options);
  return options.keepDims === true
    ? kept
    : reshape(
        kept,
        x.shape.filter((_, axis) => !axes.includes(axis)),
      );
}
