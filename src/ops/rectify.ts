/** The rectifier: a primitive, as its gradient asks for its result only, so that what it was computed from need not be kept. */

import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { le } from "./comparison.ts";
import { defineUnary, numeric } from "./elementwise.ts";
import type { ElementwiseOp } from "./kinds.ts";
import { where } from "./selection.ts";

/** y = 0 where x ≤ 0, else x: NaN stays NaN; the gradient at 0 is 0. */
export const reluOp: ElementwiseOp = defineUnary({
  name: "relu",
  noun: "the positive part",
  cost: 2,
  dtypes: numeric,
  evaluate: (x) => (x <= 0 ? 0 : x),
  vjp: (g, _, y) => where(le(y, 0), 0, g),
});

/** max(x, 0), as 0 where x ≤ 0 and x elsewhere: NaN stays NaN, the gradient at 0 is 0. Throws: TypeError for bool. */
export function relu(x: Value): Value {
  return apply(reluOp, [x], {});
}
