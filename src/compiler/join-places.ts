/**
 * Sums of parts that lie in zeros at different places, as the gradients of slices do, become the parts one after the
 * other: nothing is filled with zeros first, and nothing is added.
 *
 * Each part has +0 added, as in the sum, so that its −0 becomes +0: the bits are those of the sum.
 */

import { stridesOf } from "../base/shape.ts";
import type { Graph, Node, Value } from "../graph/node.ts";
import { apply } from "../ops/apply.ts";
import { concat, zeros } from "../ops/index.ts";
import { opOf } from "../ops/table.ts";
import { rebuildGraph } from "./rebuild-graph.ts";

/** A part that takes up `axis` from `start` on, and the other axes whole. */
interface Part {
  readonly axis: number;
  readonly start: number;
  readonly value: Value;
}

/** The graph in which such sums are put together. */
export function joinPlaces(graph: Graph): Graph {
  const partsOf = new Map<Value, readonly Part[]>();
  return rebuildGraph(graph, (node, inputs) => {
    const part = partIn(node, inputs);
    if (part !== undefined) {
      partsOf.set(node.outputs[0]!, [part]);
      return undefined;
    }
    const { property } = opOf(node);
    if (property.kind !== "elementwise" || property.adds !== true) return undefined;
    const terms = node.inputs.map((term) => partsOf.get(term));
    if (terms.includes(undefined)) return undefined;
    const parts = terms.flatMap((term) => term!).sort((a, b) => a.start - b.start);
    if (!areApart(parts)) return undefined;
    partsOf.set(node.outputs[0]!, parts);
    return [joined(node, parts)];
  });
}

/** What a node puts into zeros, if it is one part that takes up all but one axis. */
function partIn(node: Node, inputs: readonly Value[]): Part | undefined {
  const { property } = opOf(node);
  if (property.kind !== "assembly" || inputs.length !== 1) return undefined;
  const [value] = inputs;
  const { shape } = node.outputs[0]!;
  const fill = property.fill(node.attributes);
  const { strides, offset } = property.places(inputs, node.attributes)[0]!;
  const whole = stridesOf(shape);
  const cut = shape.flatMap((extent, axis) => (extent === value!.shape[axis] ? [] : [axis]));
  const dense = cut.length === 1 && strides.every((stride, axis) => stride === whole[axis]);
  if (!Object.is(fill, 0) || !dense || value!.shape.includes(0)) return undefined;
  return { axis: cut[0]!, start: offset / whole[cut[0]!]!, value: value! };
}

/** Whether parts, in order, lie along one axis and none begins before the one before it ends. */
function areApart(parts: readonly Part[]): boolean {
  return parts.every(({ axis, start }, i) => {
    const before = parts[i - 1];
    return before === undefined || (axis === before.axis && start >= endOf(before));
  });
}

function endOf({ axis, start, value }: Part): number {
  return start + value.shape[axis]!;
}

/** The sum of the parts: one after the other, with zeros between them. */
function joined(sum: Node, parts: readonly Part[]): Value {
  const { shape, dtype } = sum.outputs[0]!;
  const { axis } = parts[0]!;
  const nothing = (extent: number): Value[] =>
    extent === 0
      ? []
      : [
          zeros(
            shape.map((other, i) => (i === axis ? extent : other)),
            dtype,
          ),
        ];
  const pieces = parts.flatMap((part, i) => {
    const gap = part.start - (i === 0 ? 0 : endOf(parts[i - 1]!));
    const { value } = part;
    return [...nothing(gap), apply(opOf(sum), [value, zeros(value.shape, dtype)], {})];
  });
  return concat([...pieces, ...nothing(shape[axis]! - endOf(parts[parts.length - 1]!))], axis);
}
