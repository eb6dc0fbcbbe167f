/** Calls that are no barriers give way to their bodies, equal nodes become one, and what algebra says with less is said so. Whoever walks the result leaves out the rest. */

import { type Attribute, type Graph, Node, topologicalOrder, type Value } from "../graph/node.ts";
import { opOf } from "../ops/table.ts";
import { simpler } from "./algebra.ts";
import { inlineCalls } from "./inline-calls.ts";

/**
 * The graph with calls inlined and equal nodes (same op, attributes and inputs) made one, and, with `algebra`, with nodes in the place of
 * others that have the same bits: a number for what is known, an input for what is not changed, one movement for two.
 */
export function simplify(given: Graph, algebra: boolean = true): Graph {
  const graph = inlineCalls(given);
  const replaced = new Map<Value, Value>();
  const known = new Map<string, Node>();
  const unique = new Set<Node>();
  const bodies = new Map<Graph, number>();
  const add = (key: string, node: Node): Node => {
    known.set(key, node);
    unique.add(node);
    return node;
  };
  const uniqueOf = (value: Value): Value => {
    if (unique.has(value.node)) return value;
    const inputs = value.node.inputs.map(uniqueOf);
    const key = keyOf(value.node, inputs, bodies);
    return (known.get(key) ?? add(key, withInputs(value.node, inputs))).outputs[value.index]!;
  };
  for (const value of graph.inputs) {
    replaced.set(value, value);
    unique.add(value.node);
  }
  const roots = [...graph.outputs, ...graph.updates.map((update) => update.value)];
  for (const node of topologicalOrder(roots)) {
    if (node.outputs.some((value) => replaced.has(value))) continue;
    const inputs = node.inputs.map((value) => replaced.get(value)!);
    const key = keyOf(node, inputs, bodies);
    const same = known.get(key);
    const simple = same === undefined && algebra ? simpler(node, inputs) : undefined;
    if (simple !== undefined) {
      replaced.set(node.outputs[0]!, uniqueOf(simple));
      continue;
    }
    const { outputs } = same ?? add(key, withInputs(node, inputs));
    node.outputs.forEach((value, i) => replaced.set(value, outputs[i]!));
  }
  return {
    inputs: graph.inputs,
    outputs: graph.outputs.map((value) => replaced.get(value)!),
    updates: graph.updates.map(({ target, value }) => ({ target, value: replaced.get(value)! })),
  };
}

function withInputs(node: Node, inputs: readonly Value[]): Node {
  const unchanged = inputs.every((value, i) => value === node.inputs[i]);
  return unchanged ? node : new Node(node.op, inputs, node.attributes, node.outputs);
}

function keyOf(node: Node, inputs: readonly Value[], bodies: Map<Graph, number>): string {
  if (opOf(node).property.kind === "leaf") return `input ${node.id}`;
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
