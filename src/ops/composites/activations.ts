/** Activation functions. */

import type { Value } from "../../graph/node.ts";
import { add, div, mul, neg } from "../arithmetic.ts";
import { le } from "../comparison.ts";
import { where } from "../selection.ts";
import { exp, tanh } from "../transcendental.ts";

/** max(x, 0), as 0 where x ≤ 0 and x elsewhere: NaN stays NaN, the gradient at 0 is 0. */
export function relu(x: Value): Value {
  return where(le(x, 0), 0, x);
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid(x: Value): Value {
  return div(1, add(1, exp(neg(x))));
}

/**
 * x · Φ(x) by its tanh form: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
 *
 * Source: Hendrycks, Gimpel, "Gaussian Error Linear Units", 2016, section 2.
 */
export function gelu(x: Value): Value {
  const cube = mul(mul(x, x), x);
  const inner = mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, cube)));
  return mul(mul(0.5, x), add(1, tanh(inner)));
}
