/** Lengths of vectors. */

import type { Value } from "../graph/node.ts";
import { abs, eq, full, max, mul, type ReduceOptions, sqrt, sum, where } from "../ops/index.ts";
import { power } from "./power.ts";

/** (Σ |x|ᵖ)^(1/p) over axes. Throws: RangeError unless the order p is positive, TypeError unless float32. */
export function vectorNorm(x: Value, order: number, options: ReduceOptions): Value {
  if (!(order > 0)) {
    throw new RangeError(
      `Cannot take the norm of order ${order}: expected a positive number or Infinity, got ${order}. Count what is not ` +
        '0 with ne(0).cast("int32").sum().',
    );
  }
  if (order === Number.POSITIVE_INFINITY) return max(abs(x), options);
  if (order === 1) return sum(abs(x), options);
  const total = sum(order === 2 ? mul(x, x) : power(abs(x), order), options);
  // The root is steep without end at 0: it is taken elsewhere, and 0 put in its place.
  const none = eq(total, 0);
  const safe = where(none, full(total.shape, 1), total);
  return where(none, 0, order === 2 ? sqrt(safe) : power(safe, 1 / order));
}
