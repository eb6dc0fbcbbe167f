/** Elementwise arithmetic. */

import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { applyBinary, type Operand } from "./broadcast.ts";
import { eq, lt } from "./comparison.ts";
import { defineBinary, defineUnary, floating, numeric } from "./elementwise.ts";
import type { ElementwiseOp } from "./kinds.ts";
import { where } from "./selection.ts";

/** y = −x. */
export const negOp: ElementwiseOp = defineUnary({
  name: "neg",
  noun: "the negative",
  cost: 1,
  dtypes: numeric,
  evaluate: (x) => -x,
  involution: true,
  vjp: (g) => neg(g),
});

/** y = |x|; the gradient at 0 is 0. */
export const absOp: ElementwiseOp = defineUnary({
  name: "abs",
  noun: "the absolute value",
  cost: 1,
  dtypes: numeric,
  evaluate: Math.abs,
  vjp: (g, x) => where(eq(x, 0), 0, where(lt(x, 0), neg(g), g)),
});

/** y = a + b; int32 wraps. */
export const addOp: ElementwiseOp = defineBinary({
  name: "add",
  verb: "add",
  cost: 1,
  adds: true,
  dtypes: numeric,
  evaluate: (a, b) => a + b,
  identity: { left: -0, right: -0 },
  left: (g) => g,
  right: (g) => g,
});

/** y = a − b; int32 wraps. */
export const subOp: ElementwiseOp = defineBinary({
  name: "sub",
  verb: "subtract",
  cost: 1,
  dtypes: numeric,
  evaluate: (a, b) => a - b,
  identity: { right: 0 },
  left: (g) => g,
  right: (g) => neg(g),
});

/** y = a · b; int32 wraps. */
export const mulOp: ElementwiseOp = defineBinary({
  name: "mul",
  verb: "multiply",
  cost: 1,
  dtypes: numeric,
  evaluate: (a, b, dtype) => (dtype === "int32" ? Math.imul(a, b) : a * b),
  identity: { left: 1, right: 1 },
  left: (g, _, b) => mul(g, b),
  right: (g, a) => mul(g, a),
});

/** y = a / b. */
export const divOp: ElementwiseOp = defineBinary({
  name: "div",
  verb: "divide",
  cost: 4,
  dtypes: floating,
  evaluate: (a, b) => a / b,
  identity: { right: 1 },
  range: { low: 0.5, high: 3 },
  left: (g, _, b) => div(g, b),
  right: (g, _, b, y) => neg(div(mul(g, y), b)),
});

/** y = max(a, b), NaN if either is; where both are equal, each gets half of the gradient. */
export const maximumOp: ElementwiseOp = defineBinary({
  name: "maximum",
  verb: "take the maximum of",
  cost: 1,
  dtypes: numeric,
  evaluate: (a, b) => Math.max(a, b),
  identity: { left: Number.NEGATIVE_INFINITY, right: Number.NEGATIVE_INFINITY },
  left: (g, a, b) => unlessLess(g, a, b),
  right: (g, a, b) => unlessLess(g, b, a),
});

/** y = min(a, b), NaN if either is; where both are equal, each gets half of the gradient. */
export const minimumOp: ElementwiseOp = defineBinary({
  name: "minimum",
  verb: "take the minimum of",
  cost: 1,
  dtypes: numeric,
  evaluate: (a, b) => Math.min(a, b),
  identity: { left: Number.POSITIVE_INFINITY, right: Number.POSITIVE_INFINITY },
  left: (g, a, b) => unlessLess(g, b, a),
  right: (g, a, b) => unlessLess(g, a, b),
});

/** −x. Throws: TypeError for bool. */
export function neg(x: Value): Value {
  return apply(negOp, [x], {});
}

/** |x|. Throws: TypeError for bool. */
export function abs(x: Value): Value {
  return apply(absOp, [x], {});
}

/** a + b, broadcast. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function add(a: Operand, b: Operand): Value {
  return applyBinary(addOp, "add", a, b);
}

/** a − b, broadcast. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function sub(a: Operand, b: Operand): Value {
  return applyBinary(subOp, "subtract", a, b);
}

/** a · b, broadcast. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function mul(a: Operand, b: Operand): Value {
  return applyBinary(mulOp, "multiply", a, b);
}

/** a / b, broadcast, float32 only. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function div(a: Operand, b: Operand): Value {
  return applyBinary(divOp, "divide", a, b);
}

/** max(a, b), broadcast. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function maximum(a: Operand, b: Operand): Value {
  return applyBinary(maximumOp, "take the maximum of", a, b);
}

/** min(a, b), broadcast. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function minimum(a: Operand, b: Operand): Value {
  return applyBinary(minimumOp, "take the minimum of", a, b);
}

/** 0 where a < b, g / 2 where a = b, else g: NaN lets the gradient through, as in PyTorch. */
function unlessLess(g: Value, a: Value, b: Value): Value {
  return where(lt(a, b), 0, where(eq(a, b), mul(g, 0.5), g));
}
