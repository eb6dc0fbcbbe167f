/** Elementwise functions of floats that need more than arithmetic. */

import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { add, div, mul, neg, sub } from "./arithmetic.ts";
import { applyBinary, type Operand } from "./broadcast.ts";
import { eq, le } from "./comparison.ts";
import { defineBinary, defineUnary, floating } from "./elementwise.ts";
import type { ElementwiseOp } from "./kinds.ts";
import { and } from "./logic.ts";
import { where } from "./selection.ts";

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
  evaluate: Math.sqrt,
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

/** y = eˣ − 1, accurate near 0. */
export const expm1Op: ElementwiseOp = defineUnary({
  name: "expm1",
  noun: "the exponential less 1",
  cost: 32,
  dtypes: floating,
  vjp: (g, _, y) => mul(g, add(y, 1)),
});

/** y = ln(1 + x), accurate near 0; −∞ at −1, NaN below. */
export const log1pOp: ElementwiseOp = defineUnary({
  name: "log1p",
  noun: "the logarithm of 1 plus x",
  cost: 57,
  dtypes: floating,
  range: { low: -0.5, high: 3 },
  vjp: (g, x) => div(g, add(x, 1)),
});

/** y = erf x = 2/√π · ∫₀ˣ e^(−t²) dt. */
export const erfOp: ElementwiseOp = defineUnary({
  name: "erf",
  noun: "the error function",
  cost: 70,
  dtypes: floating,
  vjp: (g, x) => mul(g, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI))),
});

/** y = sin x, for x in radians; NaN for ±∞. */
export const sinOp: ElementwiseOp = defineUnary({
  name: "sin",
  noun: "the sine",
  cost: 180,
  dtypes: floating,
  range: { low: -10, high: 10 },
  vjp: (g, x) => mul(g, cos(x)),
});

/** y = cos x, for x in radians; NaN for ±∞. */
export const cosOp: ElementwiseOp = defineUnary({
  name: "cos",
  noun: "the cosine",
  cost: 180,
  dtypes: floating,
  range: { low: -10, high: 10 },
  vjp: (g, x) => neg(mul(g, sin(x))),
});

/**
 * z = xʸ, in special cases as C's pow. Gradients are PyTorch's: that of x is 0 where y = 0, that of y is 0 where x = 0
 * and y ≥ 0.
 */
export const powOp: ElementwiseOp = defineBinary({
  name: "pow",
  verb: "take powers of",
  cost: 200,
  dtypes: floating,
  leftRange: { low: 0.5, high: 3 },
  range: { low: -3, high: 3 },
  left: (g, x, y) => where(eq(y, 0), 0, mul(g, mul(y, pow(x, sub(y, 1))))),
  right: (g, x, y, z) => mul(g, where(and(eq(x, 0), le(0, y)), 0, mul(z, log(x)))),
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

/** eˣ − 1, float32 only. Throws: TypeError for another dtype. */
export function expm1(x: Value): Value {
  return apply(expm1Op, [x], {});
}

/** ln(1 + x), float32 only. Throws: TypeError for another dtype. */
export function log1p(x: Value): Value {
  return apply(log1pOp, [x], {});
}

/** erf x, float32 only. Throws: TypeError for another dtype. */
export function erf(x: Value): Value {
  return apply(erfOp, [x], {});
}

/** sin x, float32 only. Throws: TypeError for another dtype. */
export function sin(x: Value): Value {
  return apply(sinOp, [x], {});
}

/** cos x, float32 only. Throws: TypeError for another dtype. */
export function cos(x: Value): Value {
  return apply(cosOp, [x], {});
}

/** xʸ, broadcast, float32 only. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function pow(x: Operand, y: Operand): Value {
  return applyBinary(powOp, "take powers of", x, y);
}
