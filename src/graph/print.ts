import type { Attribute, Graph, Value } from "./node.ts";
import { topologicalOrder } from "./node.ts";

/**
 * A graph as text, one node a line, in an order in which values come before their users:
 * `%2 = add(%0, %1) : float32[64, 128]`.
 */
export function printGraph(graph: Graph): string {
  const names = new Map<Value, string>();
  const lines: string[] = [];
  const nameOf = (value: Value): string => {
    const known = names.get(value);
    if (known !== undefined) return known;
    const name = `%${names.size}`;
    names.set(value, name);
    return name;
  };
  for (const value of graph.inputs) lines.push(`${nameOf(value)} = input : ${typeOf(value)}`);
  const updates = graph.updates.map((update) => update.value);
  for (const node of topologicalOrder([...graph.outputs, ...updates])) {
    if (node.op === "input") continue;
    const operands = node.inputs.map(nameOf).join(", ");
    const results = node.outputs.map(nameOf).join(", ");
    const attributes = Object.entries(node.attributes).map(([name, value]) => `${name} = ${textOf(value)}`);
    const settings = attributes.length === 0 ? "" : ` { ${attributes.join(", ")} }`;
    lines.push(`${results} = ${node.op}(${operands})${settings} : ${node.outputs.map(typeOf).join(", ")}`);
  }
  for (const value of graph.outputs) lines.push(`return ${nameOf(value)}`);
  for (const { target, value } of graph.updates) lines.push(`update ${nameOf(target)} = ${nameOf(value)}`);
  return lines.join("\n");
}

function typeOf(value: Value): string {
  return `${value.dtype}[${value.shape.join(", ")}]`;
}

function textOf(value: Attribute): string {
  if (typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.join(", ")}]`;
  return `(\n${printGraph(value).replace(/^/gm, "  ")}\n)`;
}

function isList(value: readonly number[] | Graph): value is readonly number[] {
  return Array.isArray(value);
}
