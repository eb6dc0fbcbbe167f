/** Comparisons: two float32 or two int32 give a bool. NaN is neither equal to nor less than anything. */

import type { Value } from "../graph/node.ts";
import { applyBinary, type Operand } from "./broadcast.ts";
import { defineBinary, numeric } from "./elementwise.ts";
import type { ElementwiseOp } from "./kinds.ts";

/** y = (a = b). */
export const eqOp: ElementwiseOp = defineBinary({
  name: "eq",
  verb: "compare",
  cost: 1,
  dtypes: numeric,
  evaluate: (a, b) => Number(a === b),
  result: "bool",
});

/** y = (a < b). */
export const ltOp: ElementwiseOp = defineBinary({
  name: "lt",
  verb: "compare",
  cost: 1,
  dtypes: numeric,
  evaluate: (a, b) => Number(a < b),
  result: "bool",
});

/** y = (a ≤ b). */
export const leOp: ElementwiseOp = defineBinary({
  name: "le",
  verb: "compare",
  cost: 1,
  dtypes: numeric,
  evaluate: (a, b) => Number(a <= b),
  result: "bool",
});

/** a = b as a bool, broadcast. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function eq(a: Operand, b: Operand): Value {
  return applyBinary(eqOp, "compare", a, b);
}

/** a < b as a bool, broadcast. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function lt(a: Operand, b: Operand): Value {
  return applyBinary(ltOp, "compare", a, b);
}

/** a ≤ b as a bool, broadcast. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function le(a: Operand, b: Operand): Value {
  return applyBinary(leOp, "compare", a, b);
}

/** a > b as a bool, broadcast. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function gt(a: Operand, b: Operand): Value {
  return lt(b, a);
}

/** a ≥ b as a bool, broadcast. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function ge(a: Operand, b: Operand): Value {
  return le(b, a);
}
