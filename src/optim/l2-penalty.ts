import { full, type Tensor } from "../tensor/index.ts";
import { requireAtLeastZero, tensorsOf } from "./requirements.ts";

/**
 * factor · Σ θ² over all elements of all parameters, to be added to a loss. Its gradient is 2 · factor · θ: with SGD, an
 * optimizer's `weightDecay` of twice the factor does the same.
 *
 * Shapes: the result is a scalar.
 * Throws: RangeError if `factor` is not a number of at least 0.
 * Source: Hoerl, Kennard, "Ridge Regression", 1970.
 *
 * @example
 * optim.l2Penalty([tensor([1, -2]), tensor([3])], 0.5).item(); // 7
 */
export function l2Penalty(parameters: Iterable<Tensor>, factor: number): Tensor {
  requireAtLeastZero("l2Penalty", "factor", factor);
  const sums = tensorsOf("l2Penalty", "parameters", parameters).map((parameter) =>
    parameter.mul(parameter).sum(),
  );
  return sums.reduce((total, sum) => total.add(sum), full([], 0)).mul(factor);
}
