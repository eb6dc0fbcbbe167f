/**
 * Algebra that keeps bits: what a node computes, said by values that are there already or by fewer nodes. Which laws an
 * op obeys is declared by its record. x + 0 stays, as −0 + 0 = 0.
 */

import type { DType } from "../base/dtype.ts";
import { sameShape, sizeOf } from "../base/shape.ts";
import { contiguousView, isContiguous } from "../base/view.ts";
import { type Attributes, Node, type Value } from "../graph/node.ts";
import { broadcastTo, full, reshape } from "../ops/index.ts";
import type { ElementwiseProperty, MovementProperty } from "../ops/op.ts";
import { opOf } from "../ops/table.ts";
import { uniform } from "./tidy-loop.ts";

/** What a node of these inputs gives, bit for bit, said with less; undefined if it is at its simplest. Inputs are simple. */
export function simpler(node: Node, inputs: readonly Value[]): Value | undefined {
  const { property } = opOf(node);
  if (property.kind === "elementwise") return simplerElementwise(node, inputs, property);
  return property.kind === "movement" ? simplerMovement(node, inputs[0]!, property) : undefined;
}

function simplerElementwise(
  node: Node,
  inputs: readonly Value[],
  property: ElementwiseProperty,
): Value | undefined {
  const { shape, dtype } = node.outputs[0]!;
  const first = inputs[0]!;
  if (property.involution === true && first.node.op === node.op) return first.node.inputs[0];
  if (property.chooses === true) {
    const condition = numberOf(first);
    if (condition !== undefined) return condition !== 0 ? inputs[1] : inputs[2];
    return inputs[1] === inputs[2] ? inputs[1] : undefined;
  }
  if (property.evaluate === undefined) return undefined;
  const numbers = inputs.map(numberOf);
  if (numbers.every((number) => number !== undefined)) {
    const exact = property.evaluate(numbers, first.dtype, dtype);
    return full(shape, dtype === "float32" ? exact : exact | 0, dtype);
  }
  const { left, right } = property.identity ?? {};
  if (isNumber(numbers[1], right, dtype)) return first;
  return isNumber(numbers[0], left, dtype) ? inputs[1] : undefined;
}

function simplerMovement(
  node: Node,
  input: Value,
  property: MovementProperty<Attributes>,
): Value | undefined {
  const { shape } = node.outputs[0]!;
  const number = uniform(input);
  if (number !== undefined && sizeOf(input.shape) !== 1) return broadcastTo(number, shape);
  let [from, attributes] = [input, node.attributes];
  if (property.compose !== undefined && input.node.op === node.op) {
    attributes = property.compose(input.node.attributes, attributes);
    from = input.node.inputs[0]!;
  }
  if (keepsOrder(from, property, attributes)) {
    const root = beforeReshape(from);
    return root === input && !sameShape(root.shape, shape) ? undefined : reshape(root, shape);
  }
  return from === input ? undefined : new Node(node.op, [from], attributes, node.outputs).outputs[0];
}

/** Whether the output of a movement op has all elements of the input in row-major order. */
function keepsOrder(input: Value, property: MovementProperty<Attributes>, attributes: Attributes): boolean {
  const given = contiguousView(input.shape);
  const view = property.view(given, attributes);
  return (
    view !== undefined &&
    view.offset === 0 &&
    isContiguous(view) &&
    sizeOf(view.shape) === sizeOf(given.shape)
  );
}

/** The value of which this one is a reshape, or the value itself. */
function beforeReshape(value: Value): Value {
  const { property } = opOf(value.node);
  if (property.kind !== "movement") return value;
  const input = value.node.inputs[0]!;
  return keepsOrder(input, property, value.node.attributes) ? input : value;
}

/** The number that all elements of a value are, if that is known. */
function numberOf(value: Value): number | undefined {
  const node = uniform(value)?.node;
  const property = node && opOf(node).property;
  return property?.kind === "constant" ? property.value(node!.attributes) : undefined;
}

/** Whether a number is the one wanted: bit for bit, unless the dtype has one zero. */
function isNumber(number: number | undefined, wanted: number | undefined, dtype: DType): boolean {
  if (number === undefined) return false;
  return dtype === "float32" ? Object.is(number, wanted) : number === wanted;
}
