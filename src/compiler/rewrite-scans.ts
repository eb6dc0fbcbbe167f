/** What becomes of scans before they are lowered: scans over the same are merged, then each is split. */

import type { Attributes, Graph, Node, Value } from "../graph/node.ts";
import { topologicalOrder } from "../graph/node.ts";
import { freshInputs, inlineGraph, scanBody } from "../ops/index.ts";
import type { ScanParts, ScanProperty } from "../ops/op.ts";
import { opOf } from "../ops/table.ts";
import { joinPlaces } from "./join-places.ts";
import { loopOf, resultsOf } from "./loop.ts";
import { rebuildGraph } from "./rebuild-graph.ts";
import { simplify } from "./simplify.ts";
import { splitScan } from "./split-scan.ts";

/** The graph, of which equal nodes are one, with the scans in it, and in their bodies, merged and split. */
export function rewriteScans(graph: Graph): Graph {
  const order = topologicalOrder([...graph.outputs, ...graph.updates.map(({ value }) => value)]);
  if (!order.some((node) => scanOf(node) !== undefined)) return graph;
  const split = rebuildGraph(mergeScans(graph), (node, inputs) => {
    const parts = scanOf(node);
    return parts && splitScan({ ...parts, body: rewriteScans(joinPlaces(simplify(parts.body))) }, inputs);
  });
  return simplify(split);
}

/**
 * Scans whose inputs another one of the same length and direction has too become part of it: a gradient's second scan
 * forwards, or several readers of one sequence.
 */
function mergeScans(graph: Graph): Graph {
  const groups = new Map<Node, Node[]>();
  for (const node of topologicalOrder([...graph.outputs, ...graph.updates.map(({ value }) => value)])) {
    if (scanOf(node) === undefined) continue;
    const host = [...groups.keys()].find((other) => hasInputsOf(other, node));
    if (host === undefined) groups.set(node, []);
    else groups.get(host)!.push(node);
  }
  const merged = new Map<Node, readonly Value[]>();
  return rebuildGraph(graph, (node, inputs) => {
    const guests = groups.get(node);
    if (guests === undefined || guests.length === 0) return merged.get(node);
    const innerOf = new Map(node.inputs.map((value, i) => [value, inputs[i]!]));
    const loops = [node, ...guests].map((each) =>
      loopOf(
        scanOf(each)!,
        each.inputs.map((value) => innerOf.get(value)!),
      ),
    );
    const fresh = loops.map((loop) => {
      const inners = [...loop.carries, ...loop.sequences, ...loop.constants].map(({ inner }) => inner);
      const copies = freshInputs(inners);
      const outputs = inlineGraph({ inputs: inners, outputs: resultsOf(loop), updates: [] }, copies);
      const at = new Map(inners.map((inner, i) => [inner, copies[i]!]));
      return { at, next: outputs.slice(0, loop.carries.length), outputs: outputs.slice(loop.carries.length) };
    });
    const all = (list: "carries" | "sequences" | "constants") =>
      loops.flatMap((loop, k) =>
        loop[list].map(({ inner, outer }) => ({ inner: fresh[k]!.at.get(inner)!, outer })),
      );
    const result = scanBody({
      carries: all("carries"),
      sequences: all("sequences"),
      constants: all("constants"),
      next: fresh.flatMap(({ next }) => next),
      outputs: fresh.flatMap(({ outputs }) => outputs),
      length: loops[0]!.length,
      reverse: loops[0]!.reverse,
    });
    let [carry, output] = [0, 0];
    const parts = loops.map((loop) => [
      ...result.carries.slice(carry, (carry += loop.carries.length)),
      ...result.outputs.slice(output, (output += loop.outputs.length)),
    ]);
    guests.forEach((guest, i) => merged.set(guest, parts[i + 1]!));
    return parts[0];
  });
}

function hasInputsOf(host: Node, guest: Node): boolean {
  const [a, b] = [scanOf(host)!, scanOf(guest)!];
  return (
    a.length === b.length &&
    a.reverse === b.reverse &&
    guest.inputs.every((value) => host.inputs.includes(value))
  );
}

function scanOf(node: Node): ScanParts | undefined {
  const { property } = opOf(node);
  return property.kind === "scan" ? (property as ScanProperty<Attributes>).parts(node.attributes) : undefined;
}
