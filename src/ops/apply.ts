import { type Attributes, Node, type Value } from "../graph/node.ts";
import type { Op } from "./op.ts";

/** Adds a node to the graph, with output types from the op's shape rule, and returns its outputs. */
export function applyAll<A extends Attributes>(
  op: Op<A>,
  inputs: readonly Value[],
  attributes: A,
): readonly Value[] {
  return new Node(op.name, inputs, attributes, op.infer(inputs, attributes)).outputs;
}

/** `applyAll` for an op with one output. */
export function apply<A extends Attributes>(op: Op<A>, inputs: readonly Value[], attributes: A): Value {
  return applyAll(op, inputs, attributes)[0]!;
}
