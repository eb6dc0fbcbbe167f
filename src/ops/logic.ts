/** Logic, element by element: bools give a bool. */

import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { applyBinary, type Operand } from "./broadcast.ts";
import { defineBinary, defineUnary } from "./elementwise.ts";
import type { ElementwiseOp } from "./kinds.ts";

/** y = a and b. */
export const andOp: ElementwiseOp = defineBinary({
  name: "and",
  verb: "combine by and",
  cost: 1,
  dtypes: ["bool"],
});

/** y = a or b, or both. */
export const orOp: ElementwiseOp = defineBinary({
  name: "or",
  verb: "combine by or",
  cost: 1,
  dtypes: ["bool"],
});

/** y = not x. */
export const notOp: ElementwiseOp = defineUnary({
  name: "not",
  noun: "the logical opposite",
  cost: 1,
  dtypes: ["bool"],
});

/** a and b, broadcast, bool only. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function and(a: Operand, b: Operand): Value {
  return applyBinary(andOp, "combine by and", a, b);
}

/** a or b, broadcast, bool only. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function or(a: Operand, b: Operand): Value {
  return applyBinary(orOp, "combine by or", a, b);
}

/** not x, bool only. Throws: TypeError for another dtype. */
export function not(x: Value): Value {
  return apply(notOp, [x], {});
}
