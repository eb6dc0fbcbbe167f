/** One node in place of many: an op on each slice of a first axis. */

import type { Node, Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { expand, reshape } from "./movement.ts";
import type { Op } from "./op.ts";
import { opOf } from "./table.ts";

/** A value, and whether its first axis counts slices. */
export interface Batched {
  readonly value: Value;
  readonly batched: boolean;
}

/**
 * The output of `node` for each slice of its inputs, with the same bits as slice by slice: one op. Undefined where
 * the op cannot.
 */
export function batchNode(node: Node, inputs: readonly Batched[], length: number): Value | undefined {
  const op = opOf(node);
  const flags = inputs.map(({ batched }) => batched);
  if (op.property.kind !== "elementwise") {
    return op.batch?.(
      inputs.map(({ value }) => value),
      node.attributes,
      flags,
    );
  }
  const repeated = inputs.map(({ value, batched }) => (batched ? value : repeat(value, length)));
  return apply(op, repeated, node.attributes);
}

/** The sum over slices of the output of `node`, as one op; undefined where the op cannot. */
export function batchSumNode(node: Node, inputs: readonly Batched[]): Value | undefined {
  const op: Op = opOf(node);
  return op.batchSum?.(
    inputs.map(({ value }) => value),
    node.attributes,
    inputs.map(({ batched }) => batched),
  );
}

/** The value `length` times, along a new first axis. */
export function repeat(value: Value, length: number): Value {
  return expand(reshape(value, [1, ...value.shape]), [length, ...value.shape]);
}
