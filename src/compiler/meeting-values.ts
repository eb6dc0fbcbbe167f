/** Values that several nodes read and one kernel needs, as the sign and the value of ReLU's input. */

import type { Graph, Node, Value } from "../graph/node.ts";
import { opOf } from "../ops/table.ts";

/** A node in the tree in which each hangs on the first node that all ways from it lead through. */
interface Place {
  readonly node: Node;
  readonly next: Place | undefined;
  readonly depth: number;
}

/**
 * Values of elementwise nodes from which all ways lead through elementwise nodes to one of them: inlined into its kernel
 * they are computed once, however many read them. `order` has every node before its readers.
 */
export function meetingValues(graph: Graph, order: readonly Node[]): Set<Value> {
  const places = new Map<Value, Place | undefined>();
  // What is read by other than an elementwise node, or from outside, leads to no single node.
  for (const value of graph.outputs) places.set(value, undefined);
  for (const { value } of graph.updates) places.set(value, undefined);
  const meeting = new Set<Value>();
  for (const node of [...order].reverse()) {
    const isElementwise = opOf(node).property.kind === "elementwise";
    let place: Place | undefined;
    if (isElementwise) {
      const value = node.outputs[0]!;
      const next = places.get(value);
      if (next !== undefined) meeting.add(value);
      place = { node, next, depth: 1 + (next?.depth ?? 0) };
    }
    for (const input of node.inputs) {
      places.set(input, places.has(input) ? joint(places.get(input), place) : place);
    }
  }
  return meeting;
}

/** The first place on the ways from both. */
function joint(a: Place | undefined, b: Place | undefined): Place | undefined {
  while (a?.node !== b?.node) {
    if (a === undefined || b === undefined) return undefined;
    if (a.depth > b.depth) a = a.next;
    else if (b.depth > a.depth) b = b.next;
    else [a, b] = [a.next, b.next];
  }
  return a;
}
