/** Puts the bodies of calls in the calls' places. */

import { type Graph, type Node, topologicalOrder } from "../graph/node.ts";
import { inlineGraph } from "../ops/inline.ts";
import { opOf } from "../ops/table.ts";
import { rebuildGraph } from "./rebuild-graph.ts";

/** The graph without calls that are no barriers: what is in their bodies fuses with what is around them. */
export function inlineCalls(graph: Graph): Graph {
  const order = topologicalOrder([...graph.outputs, ...graph.updates.map(({ value }) => value)]);
  if (!order.some((node) => bodyOf(node) !== undefined)) return graph;
  return rebuildGraph(graph, (node, inputs) => {
    const body = bodyOf(node);
    return body && inlineGraph(inlineCalls(body), inputs);
  });
}

function bodyOf(node: Node): Graph | undefined {
  const { property } = opOf(node);
  return property.kind === "call" && !property.barrier ? property.body(node.attributes) : undefined;
}
