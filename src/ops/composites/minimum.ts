/** The least elements over axes: the greatest of what is turned upside down. */

import type { Value } from "../../graph/node.ts";
import { neg } from "../arithmetic.ts";
import { not } from "../logic.ts";
import { argmax, max, type ReduceOptions } from "../reduce.ts";

/** The least x over axes, NaN if one is; the gradient goes to the first. Throws: as `max`. */
export function min(x: Value, options: ReduceOptions = {}): Value {
  return turned(max(turned(x), options));
}

/** The index of the first least x over axes, NaN counting as least. Throws: as `max`. */
export function argmin(x: Value, options: ReduceOptions = {}): Value {
  return argmax(turned(x), options);
}

/** In the opposite order; exact for each number: −(−2³¹) would not be. */
function turned(x: Value): Value {
  return x.dtype === "int32" ? not(x) : neg(x);
}
