/** Logic, element by element: of bools, or of the bits of int32. */

import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { applyBinary, type Operand } from "./broadcast.ts";
import { defineBinary, defineUnary } from "./elementwise.ts";
import type { ElementwiseOp } from "./kinds.ts";

const logical = ["bool", "int32"] as const;

/** y = a and b. */
export const andOp: ElementwiseOp = defineBinary({
  name: "and",
  verb: "combine by and",
  cost: 1,
  dtypes: logical,
  evaluate: (a, b) => a & b,
});

/** y = a or b, or both. */
export const orOp: ElementwiseOp = defineBinary({
  name: "or",
  verb: "combine by or",
  cost: 1,
  dtypes: logical,
  evaluate: (a, b) => a | b,
  identity: { left: 0, right: 0 },
});

/** y = either a or b. */
export const xorOp: ElementwiseOp = defineBinary({
  name: "xor",
  verb: "combine by exclusive or",
  cost: 1,
  dtypes: logical,
  evaluate: (a, b) => a ^ b,
  identity: { left: 0, right: 0 },
});

/** y = not x. */
export const notOp: ElementwiseOp = defineUnary({
  name: "not",
  noun: "the logical opposite",
  cost: 1,
  dtypes: logical,
  evaluate: (x, dtype) => (dtype === "bool" ? 1 - x : ~x),
  involution: true,
});

/** a and b, broadcast, bool or the bits of int32. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function and(a: Operand, b: Operand): Value {
  return applyBinary(andOp, "combine by and", a, b);
}

/** a or b, broadcast, bool or the bits of int32. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function or(a: Operand, b: Operand): Value {
  return applyBinary(orOp, "combine by or", a, b);
}

/** Either a or b, broadcast, bool or the bits of int32. Throws: RangeError for shapes, TypeError for dtypes that do not fit. */
export function xor(a: Operand, b: Operand): Value {
  return applyBinary(xorOp, "combine by exclusive or", a, b);
}

/** not x, bool or the bits of int32. Throws: TypeError for another dtype. */
export function not(x: Value): Value {
  return apply(notOp, [x], {});
}
