/** Broadcasting by NumPy's rule, written as reshape and expand, so that primitives see equal shapes only. */

import { broadcastShapes, formatShape, type Shape } from "../base/shape.ts";
import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { checkSameDtype } from "./elementwise.ts";
import type { ElementwiseOp } from "./kinds.ts";
import { expand, reshape } from "./movement.ts";
import { constant } from "./source.ts";

/** What binary builders take: a number stands for a constant of the other operand's dtype. */
export type Operand = Value | number;

/**
 * `x` repeated to `shape`: axes are aligned from the last; an extent of 1 or a missing axis is repeated.
 *
 * Throws: RangeError if another extent differs.
 */
export function broadcastTo(x: Value, shape: Shape): Value {
  const missing = shape.length - x.shape.length;
  const fits = missing >= 0 && x.shape.every((extent, i) => extent === 1 || extent === shape[missing + i]);
  if (!fits) {
    throw new RangeError(
      `Cannot expand shape ${formatShape(x.shape)} to ${formatShape(shape)}: expected extents equal to the new ones ` +
        `or 1, counted from the last axis, got ${formatShape(x.shape)}. Reshape it first.`,
    );
  }
  return expand(reshape(x, [...new Array<number>(missing).fill(1), ...x.shape]), shape);
}

/** Applies an elementwise op to two operands broadcast to a common shape. `verb` follows "Cannot" in errors. */
export function applyBinary(op: ElementwiseOp, verb: string, a: Operand, b: Operand): Value {
  const [left, right] = operands(a, b);
  checkSameDtype(verb, left, right);
  const shape = broadcastShapes(verb, left.shape, right.shape);
  return apply(op, [broadcastTo(left, shape), broadcastTo(right, shape)], {});
}

/** Both operands as values, numbers taking the dtype of the other (float32 if both are numbers). */
export function operands(a: Operand, b: Operand): [Value, Value] {
  if (typeof a !== "number") return [a, typeof b === "number" ? constant(b, a.dtype) : b];
  return typeof b === "number" ? [constant(a), constant(b)] : [constant(a, b.dtype), b];
}
