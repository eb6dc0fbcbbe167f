/** Rewriting of graphs: each node with its inputs as they have become. */

import { type Graph, Node, topologicalOrder, type Value } from "../graph/node.ts";

/**
 * The graph in which `replace` may give other values for the outputs of a node; it is called with the node and its
 * rewritten inputs, inputs before users. A node it gives nothing for is kept.
 */
export function rebuildGraph(
  graph: Graph,
  replace: (node: Node, inputs: readonly Value[]) => readonly Value[] | undefined,
): Graph {
  const rebuilt = new Map<Value, Value>();
  const now = (value: Value): Value => rebuilt.get(value)!;
  for (const node of topologicalOrder([...graph.outputs, ...graph.updates.map(({ value }) => value)])) {
    const inputs = node.inputs.map(now);
    const same = inputs.every((value, i) => value === node.inputs[i]);
    const outputs =
      replace(node, inputs) ??
      (same ? node : new Node(node.op, inputs, node.attributes, node.outputs)).outputs;
    node.outputs.forEach((value, i) => rebuilt.set(value, outputs[i]!));
  }
  return {
    inputs: graph.inputs,
    outputs: graph.outputs.map(now),
    updates: graph.updates.map(({ target, value }) => ({ target, value: now(value) })),
  };
}
