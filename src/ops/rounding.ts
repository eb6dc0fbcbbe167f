/** Elementwise functions that are constant between jumps: their gradients are 0, as in PyTorch. */

import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { defineUnary, floating, numeric } from "./elementwise.ts";
import type { ElementwiseOp } from "./kinds.ts";

// Numbers of samples are never close to one where a function jumps, so that central differences are 0.
const betweenJumps = { low: -4.05, high: 4.2, apart: 0.7 } as const;

/** y = the greatest whole number ≤ x. */
export const floorOp: ElementwiseOp = defineUnary({
  name: "floor",
  noun: "the floor",
  cost: 1,
  dtypes: floating,
  evaluate: Math.floor,
  range: betweenJumps,
});

/** y = the least whole number ≥ x. */
export const ceilOp: ElementwiseOp = defineUnary({
  name: "ceil",
  noun: "the ceiling",
  cost: 1,
  dtypes: floating,
  evaluate: Math.ceil,
  range: betweenJumps,
});

/** y = the nearest whole number, the even one where two are as near. */
export const roundOp: ElementwiseOp = defineUnary({
  name: "round",
  noun: "the nearest whole number",
  cost: 1,
  dtypes: floating,
  range: betweenJumps,
});

/** y = x without its fraction. */
export const truncOp: ElementwiseOp = defineUnary({
  name: "trunc",
  noun: "the whole part",
  cost: 1,
  dtypes: floating,
  evaluate: Math.trunc,
  range: betweenJumps,
});

/** y = 1 where x > 0, −1 where x < 0, else 0, also for NaN, as in PyTorch. */
export const signOp: ElementwiseOp = defineUnary({
  name: "sign",
  noun: "the sign",
  cost: 3,
  dtypes: numeric,
  range: betweenJumps,
});

/** The greatest whole number ≤ x, float32 only. Throws: TypeError for another dtype. */
export function floor(x: Value): Value {
  return apply(floorOp, [x], {});
}

/** The least whole number ≥ x, float32 only. Throws: TypeError for another dtype. */
export function ceil(x: Value): Value {
  return apply(ceilOp, [x], {});
}

/** The nearest whole number, halves to the even one, float32 only. Throws: TypeError for another dtype. */
export function round(x: Value): Value {
  return apply(roundOp, [x], {});
}

/** x without its fraction, float32 only. Throws: TypeError for another dtype. */
export function trunc(x: Value): Value {
  return apply(truncOp, [x], {});
}

/** −1, 0 or 1; 0 for NaN. Throws: TypeError for bool. */
export function sign(x: Value): Value {
  return apply(signOp, [x], {});
}
