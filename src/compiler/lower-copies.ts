/** Tensors put together from parts, and tensors that parts are added to. */

import { stridesOf } from "../base/shape.ts";
import { sliceView, type View } from "../base/view.ts";
import type { Attributes, Node } from "../graph/node.ts";
import type { AccumulationProperty, AssemblyProperty } from "../ops/op.ts";
import { axisOrder, type Compute, type Load, leavesOf } from "./expression.ts";
import { lowerElementwise } from "./lower-elementwise.ts";
import { type Lowering, rowMajor } from "./lowering.ts";

/** Lowers an op that copies its inputs to places of a filled output. */
export function lowerAssembly(lowering: Lowering, node: Node, property: AssemblyProperty<Attributes>): void {
  const value = node.outputs[0]!;
  const { shape } = value;
  const expressions = node.inputs.map((input) => lowering.expressionOf(input));
  const order = axisOrder(node.inputs[0]!.shape, leavesOf(expressions.slice(0, 1)));
  const home = lowering.home(value, node.op, order);
  const fill = property.fill(node.attributes);
  if (fill !== undefined) lowering.fill(fill, home);
  const places = property.places(node.inputs, node.attributes);
  const launches = node.inputs.flatMap((input, i) => {
    const { start, step } = axisSteps(places[i]!, shape);
    const view = sliceView(home.view, start, step, input.shape);
    return lowerElementwise(lowering.context.target, node.op, [
      { expression: expressions[i]!, storage: home.storage, view },
    ]);
  });
  lowering.add(launches);
  lowering.define(node, home);
}

/** Lowers an op that adds views of its input to views of its output, one after the other. */
export function lowerAccumulation(
  lowering: Lowering,
  node: Node,
  property: AccumulationProperty<Attributes>,
): void {
  const value = node.outputs[0]!;
  const input = lowering.inRowMajorBuffer(node.inputs[0]!);
  const home = lowering.home(value, node.op, rowMajor(value));
  lowering.fill(0, home);
  for (const { from, to } of property.additions(node.inputs[0]!, node.attributes)) {
    const sum: Load = { ...home, view: to };
    const term: Load = { ...input, view: { ...from, offset: from.offset + input.view.offset } };
    const expression: Compute = {
      kind: "compute",
      op: "add",
      attributes: {},
      operands: [sum, term],
      dtype: value.dtype,
      cost: 1,
    };
    lowering.write(expression, home.storage, to, node.op);
  }
  lowering.define(node, home);
}

/** A view of a row-major tensor as start and step on each of its axes. */
function axisSteps(view: View, shape: readonly number[]): { start: number[]; step: number[] } {
  const strides = stridesOf(shape);
  let rest = view.offset;
  const start = strides.map((stride, axis) => {
    if (shape[axis]! <= 1 || stride === 0) return 0;
    const at = Math.floor(rest / stride);
    rest -= at * stride;
    return at;
  });
  const step = strides.map((stride, axis) => (stride === 0 ? 1 : Math.round(view.strides[axis]! / stride)));
  return { start, step };
}
