/** Graphs that tell whether indices were where they must be: one more output for each place that asks. */

import { type Graph, Node, type Value } from "../graph/node.ts";
import { add, cast, clamp, le, lt, max, maximum, mul, neg, or, where } from "../ops/index.ts";
import type { IndexBound } from "../ops/op.ts";
import { opOf } from "../ops/table.ts";
import { rebuildGraph } from "./rebuild-graph.ts";

/** A graph with checks. */
export interface CheckedGraph {
  /** One int32 scalar for each of `bounds`, see `faultOf`; then the outputs of the graph that was given. */
  readonly graph: Graph;
  readonly bounds: readonly IndexBound[];
}

/** Indices beyond ±`farthest` are reported as that. */
const farthest = 2 ** 29;

/** Adds to a graph, and to the bodies in it, what tells afterwards whether all bounded indices were inside. */
export function withIndexChecks(graph: Graph): CheckedGraph {
  const bounds: IndexBound[] = [];
  const faults: Value[] = [];
  const known = new Set<string>();
  const tell = (fault: Value, bound: IndexBound): void => {
    bounds.push(bound);
    faults.push(fault);
  };
  const checked = rebuildGraph(graph, (node, inputs) => {
    const { property } = opOf(node);
    const { attributes } = node;
    if (property.kind === "movement" && property.bound !== undefined) {
      const bound = property.bound(attributes);
      const { id } = inputs[0]!.node;
      const key = `${id} ${inputs[0]!.index} ${bound.extent}`;
      if (!inputs[0]!.shape.includes(0) && !known.has(key)) tell(worst(inputs[0]!, bound.extent), bound);
      known.add(key);
      return inputs;
    }
    const body =
      property.kind === "scan"
        ? property.parts(attributes).body
        : property.kind === "call"
          ? property.body(attributes)
          : undefined;
    if (body === undefined) return undefined;
    const inside = withIndexChecks(body);
    if (inside.bounds.length === 0) return undefined;
    const lead = property.kind === "scan" ? [property.parts(attributes).length] : [];
    const types = inside.bounds.map(() => ({ shape: lead, dtype: "int32" as const }));
    // A body's own outputs stay where they are.
    const { outputs } = inside.graph;
    const own = outputs.slice(inside.bounds.length);
    const told = { ...inside.graph, outputs: [...own, ...outputs.slice(0, inside.bounds.length)] };
    const changed = Object.entries(attributes).map(([name, value]) => [name, value === body ? told : value]);
    const copy = new Node(node.op, inputs, Object.fromEntries(changed), [...node.outputs, ...types]);
    const results = copy.outputs.slice(node.outputs.length);
    if (!lead.includes(0)) results.forEach((each, i) => tell(max(each), inside.bounds[i]!));
    return copy.outputs;
  });
  return { graph: { ...checked, outputs: [...faults, ...checked.outputs] }, bounds };
}

/** 0, or for the index that is farthest outside twice its size, one more if it is negative, and one more. */
function worst(indices: Value, extent: number): Value {
  const near = clamp(indices, { min: -farthest, max: farthest });
  const code = add(mul(maximum(near, neg(near)), 2), add(cast(lt(indices, 0), "int32"), 1));
  return max(where(or(lt(indices, 0), le(extent, indices)), code, 0));
}

/** What to throw for the number that a check has given; undefined for 0. */
export function faultOf(code: number, { extent, what }: IndexBound): RangeError | undefined {
  if (code === 0) return undefined;
  const size = (code - 1) >> 1;
  const index = (code - 1) % 2 === 1 ? -size : size;
  const text = size === farthest ? `one beyond ${index}` : String(index);
  return new RangeError(
    `Cannot ${what} with the index ${text}: expected ${extent === 0 ? "none, for there is nothing" : `0 to ${extent - 1}`}, ` +
      `got ${text}. Mend the data, or the extent it is meant for.`,
  );
}
