/** Which elements are numbers. */

import type { Value } from "../../graph/node.ts";
import { abs } from "../arithmetic.ts";
import { eq, lt } from "../comparison.ts";
import { not } from "../logic.ts";

/** Whether x is NaN, a bool; never for int32. Throws: TypeError for bool. */
export function areNaN(x: Value): Value {
  return not(eq(x, x));
}

/** Whether x is neither NaN nor infinite, a bool; always for int32. Throws: TypeError for bool. */
export function areFinite(x: Value): Value {
  return x.dtype === "int32" ? eq(x, x) : lt(abs(x), Number.POSITIVE_INFINITY);
}
