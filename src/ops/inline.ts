/** Copies a closed graph into another one. */

import { type Graph, Node, topologicalOrder, type Value } from "../graph/node.ts";

/** The graph's outputs as functions of `inputs` in place of its own, which may be any values: nodes are made again. */
export function inlineGraph(graph: Graph, inputs: readonly Value[]): Value[] {
  const copies = new Map<Value, Value>(graph.inputs.map((value, i) => [value, inputs[i]!]));
  const known = (node: Node): boolean => node.outputs.every((value) => copies.has(value));
  for (const node of topologicalOrder(graph.outputs, known)) {
    if (known(node)) continue;
    const sources = node.inputs.map((value) => copies.get(value)!);
    const copy = new Node(node.op, sources, node.attributes, node.outputs);
    for (const [i, output] of node.outputs.entries()) {
      if (!copies.has(output)) copies.set(output, copy.outputs[i]!);
    }
  }
  return graph.outputs.map((value) => copies.get(value)!);
}
