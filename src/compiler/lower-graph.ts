/** Walks a graph from inputs to outputs and turns it into tasks: this is where kernels are cut. */

import { sizeOf } from "../base/shape.ts";
import type { View } from "../base/view.ts";
import type { Attributes, Graph, Node } from "../graph/node.ts";
import type { MovementProperty, ReductionProperty } from "../ops/op.ts";
import { opOf } from "../ops/table.ts";
import {
  axisOrder,
  type Compute,
  type Expression,
  leavesOf,
  moveExpression,
  type Storage,
} from "./expression.ts";
import { fuse, lowerOneByOne } from "./fuse.ts";
import { fuseWriteBack } from "./fuse-write-back.ts";
import { lowerCall } from "./lower-call.ts";
import { lowerContraction } from "./lower-contraction.ts";
import { lowerAccumulation, lowerAssembly } from "./lower-copies.ts";
import { lowerCumulative } from "./lower-cumulative.ts";
import { lowerGather, lowerScatter } from "./lower-gather.ts";
import { lowerScan } from "./lower-scan.ts";
import { lowerSort } from "./lower-sort.ts";
import { Lowering, type LoweringContext } from "./lowering.ts";
import { homeInFrame } from "./margins.ts";
import { reduceAxes } from "./reduce.ts";
import type { Task } from "./schedule.ts";
import { lowerUpdates } from "./updates.ts";

/** More different reads than this in one kernel and a value gets a buffer. */
const mostLeaves = 12;

/** An expression that costs more is not computed again for each reader, or for each element it is spread to. */
const cheap = 2;

/** The same of what is reduced: a reduction needs its terms in a buffer more often than not. */
const cheapInReduction = 1;

/**
 * The tasks of a closed graph whose inputs are given and whose outputs and updated states go to given places. The
 * states are written last: every reader of the old values comes before.
 */
export function lowerGraph(
  context: LoweringContext,
  graph: Graph,
  inputs: readonly Expression[],
  outputs: readonly Storage[],
  states: readonly Storage[] = [],
): readonly Task[] {
  const known = context.buffers.specs.length;
  const lowering = new Lowering(context, graph, inputs, outputs);
  for (const node of lowering.uses.order) {
    if (!node.outputs.every((value) => lowering.isKnown(value))) lowerNode(lowering, node);
  }
  graph.outputs.forEach((value, i) => lowering.writeTo(outputs[i]!, value));
  const updates = graph.updates.map(({ value }, i) => ({
    expression: lowering.expressionOf(value),
    shape: value.shape,
    dtype: value.dtype,
    storage: states[i]!,
  }));
  const drafts = [...lowering.tasks, ...lowerUpdates(context, updates)];
  if (!context.fusion) return lowerOneByOne(context, drafts);
  return fuseWriteBack(fuse(context, drafts, (buffer) => buffer >= known));
}

function lowerNode(lowering: Lowering, node: Node): void {
  const { property } = opOf(node);
  const { attributes } = node;
  const { shape, dtype } = node.outputs[0]!;
  switch (property.kind) {
    case "leaf":
      throw new Error("A graph reads an input that is not among its inputs.");
    case "constant":
      lowering.define(node, { kind: "constant", value: property.value(attributes), dtype, cost: 0 });
      break;
    case "coordinate": {
      const view = { shape, strides: property.strides(attributes), offset: 0 };
      lowering.define(node, { kind: "coordinate", view, dtype: "int32", cost: 0 });
      break;
    }
    case "elementwise":
      lowerElementwiseNode(lowering, node, property.cost);
      break;
    case "movement":
      lowerMovement(lowering, node, property);
      break;
    case "reduction":
      lowerReduction(lowering, node, property);
      break;
    case "cumulative":
      lowerCumulative(lowering, node, property);
      break;
    case "sort":
      lowerSort(lowering, node, property);
      break;
    case "contraction":
      lowerContraction(lowering, node, property);
      break;
    case "assembly":
      lowerAssembly(lowering, node, property);
      break;
    case "accumulation":
      lowerAccumulation(lowering, node, property);
      break;
    case "gather":
      lowerGather(lowering, node, property);
      break;
    case "scatter":
      lowerScatter(lowering, node, property);
      break;
    case "scan":
      lowerScan(lowering, lowerGraph, node, property);
      break;
    case "call":
      lowerCall(lowering, lowerGraph, node, property);
  }
}

function lowerElementwiseNode(lowering: Lowering, node: Node, ownCost: number): void {
  const value = node.outputs[0]!;
  const operands = node.inputs.map((input) => lowering.expressionOf(input));
  const expression: Compute = {
    kind: "compute",
    op: node.op,
    attributes: node.attributes,
    operands,
    dtype: value.dtype,
    cost: operands.reduce((sum, operand) => sum + operand.cost, ownCost),
  };
  const inlined = lowering.uses.updatesOnly.has(value) && lowering.context.fusion;
  const { readers, meeting, reduced } = lowering.uses;
  const limit = reduced.has(value) ? cheapInReduction : cheap;
  const shared = (readers.get(value) ?? 0) > 1 && !meeting.has(value) && expression.cost > limit;
  const cut =
    !lowering.context.fusion ||
    lowering.hasDestination(value) ||
    lowering.uses.inBuffer.has(value) ||
    shared ||
    leavesOf([expression]).length > mostLeaves;
  if (!cut || inlined) {
    lowering.define(node, expression);
    return;
  }
  const order = axisOrder(value.shape, leavesOf([expression]));
  const home = homeInFrame(lowering, value, node.op, order) ?? lowering.home(value, node.op, order);
  lowering.write(expression, home.storage, home.view, node.op);
  lowering.define(node, home);
}

function lowerMovement(lowering: Lowering, node: Node, property: MovementProperty<Attributes>): void {
  const input = node.inputs[0]!;
  const spread = sizeOf(node.outputs[0]!.shape) > sizeOf(input.shape);
  const before = lowering.expressionOf(input);
  const source =
    spread && before.cost > cheap && !lowering.uses.updatesOnly.has(input)
      ? lowering.inBuffer(input)
      : before;
  const change = (view: View): View | undefined => property.view(view, node.attributes);
  const moved =
    moveExpression(source, change) ??
    moveExpression(lowering.inBuffer(input), change) ??
    moveExpression(lowering.inRowMajorBuffer(input), change);
  if (moved === undefined) throw new Error(`The op ${node.op} has no view even of a row-major input.`);
  lowering.define(node, moved);
}

function lowerReduction(lowering: Lowering, node: Node, property: ReductionProperty<Attributes>): void {
  const input = node.inputs[0]!;
  const value = node.outputs[0]!;
  const axes = property.axes(node.attributes);
  const kept = input.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const expression = lowering.expressionOf(input);
  const order = axisOrder(input.shape, leavesOf([expression]))
    .filter((axis) => !axes.includes(axis))
    .map((axis) => kept.indexOf(axis));
  const home = lowering.home(value, node.op, order);
  lowering.tasks.push(
    ...reduceAxes(lowering.context, node.op, property.combine, axes, input, expression, home),
  );
  lowering.define(node, home);
}
