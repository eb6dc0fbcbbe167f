/** Evenly spaced numbers. */

import { requireKind } from "../base/argument-kinds.ts";
import { add, constant, iota, mul } from "../ops/index.ts";
import { compute } from "./compute.ts";
import { type CreateOptions, fromHostArray } from "./create.ts";
import type { Tensor } from "./tensor.ts";

/** How far numbers of `arange` are apart, and what they are. */
export interface ArangeOptions extends CreateOptions {
  /** Not 0; negative counts down. Default 1. */
  readonly step?: number;
}

/**
 * start, start + step, … up to but without `end`; one argument is the end of a range from 0. int32 if start, end and
 * step are integers, else float32, unless given.
 *
 * Shapes: → [⌈(end − start) / step⌉], empty if the step leads away from the end.
 *
 * Throws: RangeError for a step of 0, bounds that are not finite, or numbers that int32 cannot hold.
 *
 * @example
 * arange(3).toArray(); // [0, 1, 2]
 * arange(1, 2, { step: 0.25 }).toArray(); // [1, 1.25, 1.5, 1.75]
 */
export function arange(end: number): Tensor;
/** As above, from `start` on. */
export function arange(start: number, end: number, options?: ArangeOptions): Tensor;
export function arange(first: number, second?: number, { step = 1, dtype }: ArangeOptions = {}): Tensor {
  const [start, end] = second === undefined ? [0, first] : [first, second];
  if (![start, end, step].every(Number.isFinite) || step === 0) {
    throw new RangeError(
      `Cannot count from ${start} to ${end} by ${step}: expected finite numbers and a step other than 0, got others. ` +
        "For a fixed number of elements use linspace.",
    );
  }
  const count = Math.max(0, Math.ceil((end - start) / step));
  const whole = [start, end, step].every(Number.isInteger);
  if (dtype === "bool" || (dtype === "int32" && !whole)) {
    throw new TypeError(
      `Cannot count from ${start} to ${end} by ${step} in ${dtype}: expected integers as int32, or float32. ` +
        "Use another dtype, or cast.",
    );
  }
  if (whole && dtype !== "float32") {
    return compute([], () => {
      const counted = iota([count], 0);
      const scaled = step === 1 ? counted : mul(counted, constant(step, "int32"));
      return start === 0 ? scaled : add(scaled, constant(start, "int32"));
    });
  }
  return fromHostArray(
    Float32Array.from({ length: count }, (_, i) => start + i * step),
    [count],
    "float32",
  );
}

/**
 * `steps` numbers from start to end, both included, computed in float64 and rounded to float32.
 *
 * Shapes: → [steps].
 *
 * Throws: RangeError unless `steps` is an integer of 0 or more and the bounds are finite.
 *
 * @example
 * linspace(0, 1, { steps: 5 }).toArray(); // [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(start: number, end: number, options: { readonly steps: number }): Tensor {
  requireKind("options", "call linspace", { options });
  const { steps } = options;
  if (!Number.isInteger(steps) || steps < 0 || !Number.isFinite(start) || !Number.isFinite(end)) {
    throw new RangeError(
      `Cannot divide ${start} to ${end} by ${steps} steps: expected finite bounds and an integer of 0 or more, got ` +
        "others. Count the numbers, both ends included.",
    );
  }
  const between = (i: number) => start + (i * (end - start)) / (steps - 1);
  const elements = Float32Array.from({ length: steps }, (_, i) =>
    i > 0 && i === steps - 1 ? end : i === 0 ? start : between(i),
  );
  return fromHostArray(elements, [steps], "float32");
}
