import { type Graph, topologicalOrder, type Value } from "./node.ts";

/**
 * Checks that a graph is closed: every value it needs is computed from its own inputs, inputs are `input` nodes and
 * differ, and each update targets an input of the same type, once.
 *
 * Throws: Error naming the node or the update at fault.
 */
export function verifyGraph(graph: Graph): void {
  const inputs = new Set<Value>(graph.inputs);
  if (inputs.size !== graph.inputs.length) throw new Error("A graph has the same input twice.");
  for (const value of inputs) {
    if (value.node.op !== "input")
      throw new Error(`A graph's input is a ${value.node.op} node, not an input.`);
  }
  const roots = [...graph.outputs, ...graph.updates.map((update) => update.value)];
  for (const node of topologicalOrder(roots)) {
    if (node.op === "input" && !inputs.has(node.outputs[0]!)) {
      throw new Error(`A graph reads input node ${node.id}, which is not among its inputs.`);
    }
    const late = node.inputs.find((value) => value.node.id >= node.id);
    if (late !== undefined)
      throw new Error(`Node ${node.id} (${node.op}) reads the younger node ${late.node.id}.`);
  }
  const targets = new Set<Value>();
  for (const { target, value } of graph.updates) {
    if (!inputs.has(target) || targets.has(target)) {
      throw new Error("An update targets a value that is not an input, or that another update targets.");
    }
    targets.add(target);
    if (target.dtype !== value.dtype || target.shape.join() !== value.shape.join()) {
      throw new Error(
        `An update of ${target.dtype}[${target.shape.join(", ")}] has a value of ${value.dtype}[${value.shape.join(", ")}].`,
      );
    }
  }
}
