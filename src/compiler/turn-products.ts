/**
 * A product that is only read with its columns before its rows is made of its factors the other way round, so that it lies as
 * it is read: the gradient of a matrix that a layer reads transposed lies as the matrix does. The bits stay, since each element
 * is the same sum.
 */

import { sameShape } from "../base/shape.ts";
import { contiguousView, permuteView } from "../base/view.ts";
import { type Graph, type Node, topologicalOrder, type Value } from "../graph/node.ts";
import { applyAll } from "../ops/apply.ts";
import { opOf } from "../ops/table.ts";
import { rebuildGraph } from "./rebuild-graph.ts";

/** The graph in which such products are turned. */
export function turnProducts(graph: Graph): Graph {
  const readers = readersOf(graph);
  return rebuildGraph(graph, (node, [input]) => {
    const product = input?.node;
    if (product === undefined || readers.get(node.inputs[0]!) !== 1) return undefined;
    const { property } = opOf(product);
    if (property.kind !== "contraction" || property.swapped === undefined) return undefined;
    const { loops } = property.contraction(product.inputs, product.attributes);
    const axes = (role: string) => loops.flatMap((loop, axis) => (loop.role === role ? [axis] : []));
    if (!isPermuted(node, input!, [...axes("batch"), ...axes("column"), ...axes("row")])) return undefined;
    const [left, right] = product.inputs as [Value, Value];
    return applyAll(opOf(product), [right, left], property.swapped(product.attributes));
  });
}

/** Whether a node shows its input with its axes in this order. */
function isPermuted(node: Node, input: Value, order: readonly number[]): boolean {
  const { property } = opOf(node);
  if (property.kind !== "movement") return false;
  const given = contiguousView(input.shape);
  const [shown, wanted] = [property.view(given, node.attributes), permuteView(given, order)];
  return (
    shown?.offset === 0 && sameShape(shown.shape, wanted.shape) && sameShape(shown.strides, wanted.strides)
  );
}

/** How many nodes, outputs and updates read each value. */
function readersOf(graph: Graph): ReadonlyMap<Value, number> {
  const roots = [...graph.outputs, ...graph.updates.map(({ value }) => value)];
  const readers = new Map<Value, number>();
  for (const value of [...roots, ...topologicalOrder(roots).flatMap(({ inputs }) => inputs)]) {
    readers.set(value, (readers.get(value) ?? 0) + 1);
  }
  return readers;
}
