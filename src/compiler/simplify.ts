/** Equal nodes become one. Nodes that nothing reads are left out by whoever walks the result. */

import { type Attribute, type Graph, Node, topologicalOrder, type Value } from "../graph/node.ts";

/** The graph with equal nodes (same op, attributes and inputs) made one. */
export function simplify(graph: Graph): Graph {
  const replaced = new Map<Value, Value>();
  const known = new Map<string, Node>();
  const bodies = new Map<Graph, number>();
  for (const value of graph.inputs) replaced.set(value, value);
  const roots = [...graph.outputs, ...graph.updates.map((update) => update.value)];
  for (const node of topologicalOrder(roots)) {
    if (node.outputs.some((value) => replaced.has(value))) continue;
    const inputs = node.inputs.map((value) => replaced.get(value)!);
    const key = keyOf(node, inputs, bodies);
    let same = known.get(key);
    if (same === undefined) {
      const unchanged = inputs.every((value, i) => value === node.inputs[i]);
      same = unchanged ? node : new Node(node.op, inputs, node.attributes, node.outputs);
      known.set(key, same);
    }
    node.outputs.forEach((value, i) => replaced.set(value, same.outputs[i]!));
  }
  return {
    inputs: graph.inputs,
    outputs: graph.outputs.map((value) => replaced.get(value)!),
    updates: graph.updates.map(({ target, value }) => ({ target, value: replaced.get(value)! })),
  };
}

function keyOf(node: Node, inputs: readonly Value[], bodies: Map<Graph, number>): string {
  if (node.op === "input") return `input ${node.id}`;
  const attributes = Object.entries(node.attributes).map(([name, value]) => `${name}=${text(value, bodies)}`);
  const operands = inputs.map((value) => `${value.node.id}.${value.index}`);
  return `${node.op}(${operands.join(",")}){${attributes.join(";")}}`;
}

function text(value: Attribute, bodies: Map<Graph, number>): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "object") return String(value);
  if (isList(value)) return `[${value.join(",")}]`;
  if (!bodies.has(value)) bodies.set(value, bodies.size);
  return `graph ${bodies.get(value)!}`;
}

function isList(value: readonly number[] | Graph): value is readonly number[] {
  return Array.isArray(value);
}
