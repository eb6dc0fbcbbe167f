/** What the lowering must know about a value before it comes to it. */

import { type Graph, type Node, topologicalOrder, type Value } from "../graph/node.ts";
import type { Property } from "../ops/op.ts";
import { opOf } from "../ops/table.ts";
import { type Frame, frameOf } from "./margins.ts";
import { meetingValues } from "./meeting-values.ts";

/** Kinds of nodes whose kernels read their inputs from memory more than once, or by addresses of their own. */
const readsBuffers: ReadonlySet<Property<unknown>["kind"]> = new Set([
  "contraction",
  "scan",
  "accumulation",
  "gather",
  "scatter",
  "sort",
  "call",
]);

/** Facts about the values of a graph. */
export interface Uses {
  readonly order: readonly Node[];
  /** How many kernels read a value, counting through movement. */
  readonly readers: ReadonlyMap<Value, number>;
  /** Values that some reader needs in a buffer. */
  readonly inBuffer: ReadonlySet<Value>;
  /** Values that some reader reduces. */
  readonly reduced: ReadonlySet<Value>;
  /** The zeros that the first product wants around a value that wants any. */
  readonly frames: ReadonlyMap<Value, Frame>;
  /** See `meetingValues`. */
  readonly meeting: ReadonlySet<Value>;
  /** Values that nothing but updates depends on: computed inside the kernels that write the updates. */
  readonly updatesOnly: ReadonlySet<Value>;
}

/** Looks over a graph before it is lowered. */
export function usesOf(graph: Graph): Uses {
  const order = topologicalOrder([...graph.outputs, ...graph.updates.map((update) => update.value)]);
  const readers = new Map<Value, number>();
  const otherwise = new Set<Value>();
  const inBuffer = new Set<Value>();
  const reduced = new Set<Value>();
  const count = (value: Value, by: number): void => void readers.set(value, (readers.get(value) ?? 0) + by);
  for (const value of graph.outputs) {
    count(value, 1);
    otherwise.add(value);
  }
  for (const { value } of graph.updates) count(value, 1);
  for (const node of [...order].reverse()) {
    const { kind } = opOf(node).property;
    const through = kind === "movement" ? (readers.get(node.outputs[0]!) ?? 0) : 1;
    const free = kind === "movement" || kind === "elementwise";
    for (const input of node.inputs) {
      count(input, through);
      if (!free || node.outputs.some((value) => otherwise.has(value))) otherwise.add(input);
      if (readsBuffers.has(kind)) inBuffer.add(rootOf(input));
      if (kind === "reduction") reduced.add(input);
    }
  }
  const updatesOnly = new Set<Value>();
  for (const node of order) {
    if (opOf(node).property.kind !== "elementwise") continue;
    for (const value of node.outputs) if (!otherwise.has(value)) updatesOnly.add(value);
  }
  const frames = new Map<Value, Frame>();
  for (const node of order) {
    const [left] = node.inputs;
    if (left === undefined || frames.has(left)) continue;
    const frame = frameOf(node);
    if (frame !== undefined) frames.set(left, frame);
  }
  return { order, readers, inBuffer, reduced, frames, meeting: meetingValues(graph, order), updatesOnly };
}

/** The value whose elements a chain of movements shows. */
function rootOf(value: Value): Value {
  let root = value;
  while (opOf(root.node).property.kind === "movement") root = root.node.inputs[0]!;
  return root;
}
