/** Elementwise functions of floats that need a root, an exponential or a logarithm. */

import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { div, mul, sub } from "./arithmetic.ts";
import { defineUnary, floating } from "./elementwise.ts";
import type { ElementwiseOp } from "./kinds.ts";

/** y = eˣ. */
export const expOp: ElementwiseOp = defineUnary({
  name: "exp",
  noun: "the exponential",
  cost: 12,
  dtypes: floating,
  vjp: (g, _, y) => mul(g, y),
});

/** y = ln x; −∞ at 0, NaN below. */
export const logOp: ElementwiseOp = defineUnary({
  name: "log",
  noun: "the logarithm",
  cost: 14,
  dtypes: floating,
  range: { low: 0.5, high: 4 },
  vjp: (g, x) => div(g, x),
});

/** y = √x; NaN below 0. */
export const sqrtOp: ElementwiseOp = defineUnary({
  name: "sqrt",
  noun: "the square root",
  cost: 4,
  dtypes: floating,
  range: { low: 0.5, high: 4 },
  vjp: (g, _, y) => div(mul(g, 0.5), y),
});

/** y = tanh x. */
export const tanhOp: ElementwiseOp = defineUnary({
  name: "tanh",
  noun: "the hyperbolic tangent",
  cost: 16,
  dtypes: floating,
  vjp: (g, _, y) => mul(g, sub(1, mul(y, y))),
});

/** eˣ, float32 only. Throws: TypeError for another dtype. */
export function exp(x: Value): Value {
  return apply(expOp, [x], {});
}

/** ln x, float32 only. Throws: TypeError for another dtype. */
export function log(x: Value): Value {
  return apply(logOp, [x], {});
}

/** √x, float32 only. Throws: TypeError for another dtype. */
export function sqrt(x: Value): Value {
  return apply(sqrtOp, [x], {});
}

/** tanh x, float32 only. Throws: TypeError for another dtype. */
export function tanh(x: Value): Value {
  return apply(tanhOp, [x], {});
}
