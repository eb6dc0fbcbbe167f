/** A part of a graph as a graph of its own. */

import { type Graph, input, Node, topologicalOrder, type Value } from "../graph/node.ts";

/** What lies between some values and others. */
export interface CutGraph {
  /** Its inputs are the given ones, then `captured`. */
  readonly body: Graph;
  /** Values that the outputs depend on besides the inputs. */
  readonly captured: readonly Value[];
}

/**
 * A copy of what computes `outputs` from `inputs`. What does not depend on the inputs stays outside, and is captured where
 * it is used; numbers and coordinates are copied.
 */
export function cutGraph(inputs: readonly Value[], outputs: readonly Value[]): CutGraph {
  const copies = new Map<Value, Value>();
  const captured: Value[] = [];
  const captures: Value[] = [];
  const copyType = ({ shape, dtype }: Value) => input({ shape, dtype });
  const fresh = inputs.map((value) => {
    const copy = copyType(value);
    copies.set(value, copy);
    return copy;
  });
  // A node is younger than what it depends on.
  const oldest = Math.min(...inputs.map((value) => value.node.id));
  const isBefore = (node: Node) => node.id < oldest && node.inputs.length > 0;
  const order = topologicalOrder(outputs, (node) => isBefore(node) || copies.has(node.outputs[0]!));
  const free = new Set<Node>();
  const dependent = new Set<Node>();
  for (const node of order) {
    if (node.outputs.some((value) => copies.has(value))) dependent.add(node);
    else if (node.inputs.some((value) => dependent.has(value.node))) dependent.add(node);
    else if (node.op !== "input" && !isBefore(node) && node.inputs.every((value) => free.has(value.node)))
      free.add(node);
  }
  const inside = (value: Value): Value => {
    const known = copies.get(value);
    if (known !== undefined) return known;
    const { node } = value;
    if (!dependent.has(node) && !free.has(node)) {
      const copy = copyType(value);
      captured.push(value);
      captures.push(copy);
      copies.set(value, copy);
      return copy;
    }
    const copy = new Node(node.op, node.inputs.map(inside), node.attributes, node.outputs);
    for (const [i, output] of node.outputs.entries())
      if (!copies.has(output)) copies.set(output, copy.outputs[i]!);
    return copies.get(value)!;
  };
  // In order, so that no chain is too deep for the stack.
  for (const node of order) if (dependent.has(node)) node.outputs.forEach(inside);
  const results = outputs.map(inside);
  return { body: { inputs: [...fresh, ...captures], outputs: results, updates: [] }, captured };
}
