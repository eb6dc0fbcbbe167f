/** Division that gives whole numbers, and what it leaves over. */

import type { Value } from "../graph/node.ts";
import { div, mul, sub } from "./arithmetic.ts";
import { applyBinary, type Operand, operands } from "./broadcast.ts";
import { defineBinary } from "./elementwise.ts";
import type { ElementwiseOp } from "./kinds.ts";
import { floor } from "./rounding.ts";

/** y = ⌊a / b⌋ of int32 (wrapping), 0 where b = 0. */
export const floorDivideOp: ElementwiseOp = defineBinary({
  name: "floorDivide",
  verb: "divide by whole numbers",
  cost: 40,
  dtypes: ["int32"],
});

/**
 * ⌊a / b⌋, broadcast: the greatest whole number that is not above the quotient, as Python's `//`. Where b = 0, float32
 * gives ±∞ or NaN and int32 gives 0.
 *
 * Throws: RangeError for shapes, TypeError for dtypes that do not fit.
 */
export function floorDivide(a: Operand, b: Operand): Value {
  const [left, right] = operands(a, b);
  return left.dtype === "float32"
    ? floor(div(left, right))
    : applyBinary(floorDivideOp, "divide by whole numbers", left, right);
}

/**
 * a − ⌊a / b⌋ · b, broadcast: it has the sign of b, as Python's `%`. Where b = 0, float32 gives NaN and int32 gives a.
 *
 * Throws: RangeError for shapes, TypeError for dtypes that do not fit.
 */
export function mod(a: Operand, b: Operand): Value {
  const [left, right] = operands(a, b);
  return sub(left, mul(floorDivide(left, right), right));
}
