import { full, type Tensor } from "../tensor/index.ts";
import { requireAtLeastZero, tensorsOf } from "./requirements.ts";

/**
 * factor · Σ |θ| over all elements of all parameters, to be added to a loss: weights that matter little become 0.
 *
 * Shapes: the result is a scalar.
 * Throws: RangeError if `factor` is not a number of at least 0.
 * Source: Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996.
 *
 * @example
 * optim.l1Penalty([tensor([1, -2]), tensor([3])], 0.5).item(); // 3
 */
export function l1Penalty(parameters: Iterable<Tensor>, factor: number): Tensor {
  requireAtLeastZero("l1Penalty", "factor", factor);
  const sums = tensorsOf("l1Penalty", "parameters", parameters).map((parameter) => parameter.abs().sum());
  return sums.reduce((total, sum) => total.add(sum), full([], 0)).mul(factor);
}
