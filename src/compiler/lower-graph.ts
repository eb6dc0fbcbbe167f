/**
 * Walks a graph from inputs to outputs and turns it into tasks. A value is an expression over buffers until a
 * reader needs it in a buffer of its own; that is where kernels are cut.
 */

import { sizeOf, stridesOf } from "../base/shape.ts";
import { contiguousView, isContiguous, sliceView, type View } from "../base/view.ts";
import type { Attributes, Graph, Node, Value } from "../graph/node.ts";
import type {
  AccumulationProperty,
  AssemblyProperty,
  ContractionProperty,
  MovementProperty,
  ReductionProperty,
  ScanProperty,
} from "../ops/op.ts";
import { opOf } from "../ops/table.ts";
import { type Buffers, storageAt } from "./buffers.ts";
import {
  axisOrder,
  type Compute,
  denseView,
  type Expression,
  elementType,
  type Load,
  leavesOf,
  loadAll,
  moveExpression,
  type Storage,
} from "./expression.ts";
import type { CpuTarget } from "./kernel-writer.ts";
import { lowerProduct } from "./lower-contraction.ts";
import { lowerElementwise } from "./lower-elementwise.ts";
import { lowerPacking } from "./lower-packing.ts";
import { affine } from "./lowered/builder.ts";
import type { IndexVariable, Launch } from "./lowered/program.ts";
import { outputOrder, planContraction, sideOf } from "./plan-contraction.ts";
import { reduceAxes } from "./reduce.ts";
import type { Task } from "./schedule.ts";
import { lowerUpdates } from "./updates.ts";
import { type Uses, usesOf } from "./uses.ts";

/** What a graph is lowered with. */
export interface LoweringContext {
  readonly target: CpuTarget;
  readonly buffers: Buffers;
  /** False: each node is a kernel of its own. */
  readonly fusion: boolean;
  /** Set inside a repeat. */
  readonly insideRepeat: boolean;
}

/** More different reads than this in one kernel and a value gets a buffer. */
const mostLeaves = 12;

/** An expression that costs more is not computed again for each reader, or for each element it is spread to. */
const cheap = 2;

type Typed = { readonly shape: readonly number[]; readonly dtype: Value["dtype"] };

export class GraphLowering {
  readonly context: LoweringContext;
  readonly tasks: Task[] = [];
  private readonly graph: Graph;
  private readonly uses: Uses;
  private readonly expressions = new Map<Value, Expression>();
  private readonly destinations = new Map<Value, Storage>();
  private readonly packed = new Map<string, Storage>();

  constructor(
    context: LoweringContext,
    graph: Graph,
    inputs: readonly Expression[],
    outputs: readonly Storage[],
  ) {
    this.context = context;
    this.graph = graph;
    this.uses = usesOf(graph);
    graph.inputs.forEach((value, i) => this.expressions.set(value, inputs[i]!));
    graph.outputs.forEach((value, i) => {
      if (!this.expressions.has(value) && !this.destinations.has(value))
        this.destinations.set(value, outputs[i]!);
    });
    for (const node of this.uses.order) this.lowerNode(node);
    graph.outputs.forEach((value, i) => this.writeTo(outputs[i]!, value));
  }

  /** Writes the updates last: every reader of the old values comes before. */
  finishUpdates(targets: readonly Storage[]): void {
    const updates = this.graph.updates.map(({ value }, i) => ({
      expression: this.expressions.get(value)!,
      shape: value.shape,
      dtype: value.dtype,
      storage: targets[i]!,
    }));
    this.tasks.push(...lowerUpdates(this.context, updates));
  }

  private lowerNode(node: Node): void {
    if (node.outputs.every((value) => this.expressions.has(value))) return;
    const { property } = opOf(node);
    if (property.kind === "leaf") throw new Error("A graph reads an input that is not among its inputs.");
    if (property.kind === "constant") {
      const value = property.value(node.attributes);
      this.define(node, { kind: "constant", value, dtype: node.outputs[0]!.dtype, cost: 0 });
    } else if (property.kind === "coordinate") {
      const view = { shape: node.outputs[0]!.shape, strides: property.strides(node.attributes), offset: 0 };
      this.define(node, { kind: "coordinate", view, dtype: "int32", cost: 0 });
    } else if (property.kind === "elementwise") this.lowerElementwiseNode(node, property.cost);
    else if (property.kind === "movement") this.lowerMovement(node, property);
    else if (property.kind === "reduction") this.lowerReductionNode(node, property);
    else if (property.kind === "contraction") this.lowerContractionNode(node, property);
    else if (property.kind === "assembly") this.lowerAssembly(node, property);
    else if (property.kind === "accumulation") this.lowerAccumulation(node, property);
    else this.lowerScan(node, property);
  }

  private define(node: Node, expression: Expression, index: number = 0): void {
    const value = node.outputs[index]!;
    this.expressions.set(value, expression);
    const destination = this.destinations.get(value);
    if (destination === undefined) return;
    if (expression.kind === "load" && expression.storage === destination) return;
    this.writeTo(destination, value);
    this.expressions.set(value, loadAll(destination, value.shape, value.dtype));
  }

  private add(launches: readonly Launch[]): void {
    if (launches.length > 0) this.tasks.push({ kind: "launches", launches });
  }

  private writeTo(storage: Storage, value: Value): void {
    const expression = this.expressions.get(value)!;
    if (expression.kind === "load" && expression.storage === storage) return;
    this.write(expression, storage, contiguousView(value.shape), "copy");
  }

  private write(expression: Expression, storage: Storage, view: View, name: string): void {
    this.add(lowerElementwise(this.context.target, name, [{ expression, storage, view }]));
  }

  /** A new buffer for a value with its axes in this order in memory, or the place the value must go to. */
  private home(value: Typed, name: string, order: readonly number[]): Load {
    const destination = this.destinations.get(value as Value);
    if (destination !== undefined) return loadAll(destination, value.shape, value.dtype);
    const storage = this.context.buffers.temporary(name, elementType(value.dtype), sizeOf(value.shape));
    return { kind: "load", storage, view: denseView(value.shape, order), dtype: value.dtype, cost: 0 };
  }

  /** The value in a buffer; row-major if asked for, else in whatever order it lies. */
  private inBuffer(value: Value, rowMajor: boolean = false): Load {
    const expression = this.expressions.get(value)!;
    if (expression.kind === "load" && (!rowMajor || isContiguous(expression.view))) return expression;
    const order = axisOrder(value.shape, rowMajor ? [] : leavesOf([expression]));
    const load = this.home({ shape: value.shape, dtype: value.dtype }, "copy", order);
    this.write(expression, load.storage, load.view, "copy");
    if (!rowMajor) this.expressions.set(value, load);
    return load;
  }

  private lowerElementwiseNode(node: Node, ownCost: number): void {
    const value = node.outputs[0]!;
    const operands = node.inputs.map((input) => this.expressions.get(input)!);
    const expression: Compute = {
      kind: "compute",
      op: node.op,
      attributes: node.attributes,
      operands,
      dtype: value.dtype,
      cost: operands.reduce((sum, operand) => sum + operand.cost, ownCost),
    };
    const inlined = this.uses.updatesOnly.has(value) && this.context.fusion;
    const shared = (this.uses.readers.get(value) ?? 0) > 1 && expression.cost > cheap;
    const cut =
      !this.context.fusion ||
      this.destinations.has(value) ||
      this.uses.inBuffer.has(value) ||
      shared ||
      leavesOf([expression]).length > mostLeaves;
    if (!cut || inlined) {
      this.define(node, expression);
      return;
    }
    const home = this.home(value, node.op, axisOrder(value.shape, leavesOf([expression])));
    this.write(expression, home.storage, home.view, node.op);
    this.define(node, home);
  }

  private lowerMovement(node: Node, property: MovementProperty<Attributes>): void {
    const input = node.inputs[0]!;
    const spread = sizeOf(node.outputs[0]!.shape) > sizeOf(input.shape);
    const before = this.expressions.get(input)!;
    const source =
      spread && before.cost > cheap && !this.uses.updatesOnly.has(input) ? this.inBuffer(input) : before;
    const change = (view: View): View | undefined => property.view(view, node.attributes);
    const moved =
      moveExpression(source, change) ??
      moveExpression(this.inBuffer(input), change) ??
      moveExpression(this.inBuffer(input, true), change);
    if (moved === undefined) throw new Error(`The op ${node.op} has no view even of a row-major input.`);
    this.define(node, moved);
  }

  private lowerReductionNode(node: Node, property: ReductionProperty<Attributes>): void {
    const input = node.inputs[0]!;
    const value = node.outputs[0]!;
    const axes = property.axes(node.attributes);
    const kept = input.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const leaves = leavesOf([this.expressions.get(input)!]);
    const order = axisOrder(input.shape, leaves)
      .filter((axis) => !axes.includes(axis))
      .map((axis) => kept.indexOf(axis));
    const home = this.home(value, node.op, order);
    const expression = this.expressions.get(input)!;
    for (const launches of reduceAxes(
      this.context,
      node.op,
      property.combine,
      axes,
      input,
      expression,
      home,
    )) {
      this.add(launches);
    }
    this.define(node, home);
  }

  private lowerContractionNode(node: Node, property: ContractionProperty<Attributes>): void {
    const [leftValue, rightValue] = node.inputs as [Value, Value];
    const value = node.outputs[0]!;
    const { target, buffers } = this.context;
    const contraction = property.contraction(node.inputs, node.attributes);
    const loops = contraction.loops.length;
    const left = this.inBuffer(leftValue);
    const right = this.inBuffer(rightValue);
    const home = this.home(value, node.op, outputOrder(contraction));
    const plan = planContraction(
      target,
      contraction,
      sideOf(left.storage, left.view, contraction.left, loops),
      sideOf(right.storage, right.view, contraction.right, loops),
      sideOf(home.storage, home.view, contraction.output, loops),
    );
    let packed: Storage | undefined;
    if (plan.packedLength !== undefined) {
      const batch = plan.batch.map((loop) => [loop.extent, loop.strides[1]]);
      const reduce = plan.reduce.map((loop) => [loop.extent, loop.strides[1], loop.strides[3]]);
      const column = [plan.column.extent, plan.column.strides[1]];
      const { buffer, offset, oddOffset } = right.storage;
      const where = [buffer, offset.constant, offset.terms.map((term) => term.coefficient), oddOffset];
      const key = JSON.stringify([where, plan.right.offset, batch, reduce, column]);
      packed = this.packed.get(key);
      if (packed === undefined) {
        packed = buffers.temporary("packed", "float32", plan.packedLength);
        this.packed.set(key, packed);
        this.add(lowerPacking(target, plan, packed));
      }
    }
    this.add(lowerProduct(target, node.op, plan, packed));
    this.define(node, home);
  }

  private lowerAssembly(node: Node, property: AssemblyProperty<Attributes>): void {
    const value = node.outputs[0]!;
    const { shape } = value;
    const expressions = node.inputs.map((input) => this.expressions.get(input)!);
    const order = axisOrder(node.inputs[0]!.shape, leavesOf(expressions.slice(0, 1)));
    const home = this.home(value, node.op, order);
    const fill = property.fill(node.attributes);
    if (fill !== undefined) {
      const constant: Expression = { kind: "constant", value: fill, dtype: value.dtype, cost: 0 };
      this.write(constant, home.storage, home.view, "fill");
    }
    const places = property.places(node.inputs, node.attributes);
    const launches = node.inputs.flatMap((input, i) => {
      const { start, step } = axisSteps(places[i]!, shape);
      const view = sliceView(home.view, start, step, input.shape);
      return lowerElementwise(this.context.target, node.op, [
        { expression: expressions[i]!, storage: home.storage, view },
      ]);
    });
    this.add(launches);
    this.define(node, home);
  }

  private lowerAccumulation(node: Node, property: AccumulationProperty<Attributes>): void {
    const value = node.outputs[0]!;
    const input = this.inBuffer(node.inputs[0]!, true);
    const home = this.home(
      value,
      node.op,
      value.shape.map((_, axis) => axis),
    );
    const zero: Expression = { kind: "constant", value: 0, dtype: value.dtype, cost: 0 };
    this.write(zero, home.storage, home.view, "fill");
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
      this.write(expression, home.storage, to, node.op);
    }
    this.define(node, home);
  }

  private lowerScan(node: Node, property: ScanProperty<Attributes>): void {
    const { body, length, carries, sequences } = property.parts(node.attributes);
    const { context } = this;
    const repeat: IndexVariable = { id: -1, name: "step", extent: length };
    const inputs = node.inputs;
    const stacked = node.outputs.slice(carries).map((value) => this.home(value, "stacked", rowMajor(value)));
    const pairs = inputs.slice(0, carries).map((value) => {
      const size = sizeOf(value.shape);
      const pair = context.buffers.temporary("carry", elementType(value.dtype), 2 * size);
      this.write(this.expressions.get(value)!, pair, contiguousView(value.shape), "carry");
      return { pair, size };
    });
    const slices = inputs.slice(carries, carries + sequences).map((value) => this.inBuffer(value, true));
    const constants = inputs.slice(carries + sequences).map((value) => this.inBuffer(value));
    const bodyAt = (step: number | undefined): GraphLowering => {
      const along = (size: number) => (step === undefined ? affine(0, [repeat, size]) : affine(step * size));
      const odd = step !== undefined && step % 2 === 1;
      const current = pairs.map(({ pair, size }) =>
        step === undefined ? storageAt(pair, affine(0), size) : storageAt(pair, affine(odd ? size : 0)),
      );
      const next = pairs.map(({ pair, size }) =>
        step === undefined ? storageAt(pair, affine(size), -size) : storageAt(pair, affine(odd ? 0 : size)),
      );
      const carryLoads = current.map((storage, i) => loadAll(storage, inputs[i]!.shape, inputs[i]!.dtype));
      const sliceLoads = slices.map((load, i) => {
        const value = inputs[carries + i]!;
        const shape = value.shape.slice(1);
        const base = along(sizeOf(shape));
        const storage = storageAt(load.storage, affine(base.constant + load.view.offset, ...termsOf(base)));
        return loadAll(storage, shape, value.dtype);
      });
      const outputs = stacked.map((load, i) => {
        const size = sizeOf(node.outputs[carries + i]!.shape.slice(1));
        return storageAt(load.storage, along(size));
      });
      const inside = { ...context, insideRepeat: true };
      return new GraphLowering(
        inside,
        body,
        [...carryLoads, ...sliceLoads, ...constants],
        [...next, ...outputs],
      );
    };
    if (context.insideRepeat) {
      for (let step = 0; step < length; step++) this.tasks.push(...bodyAt(step).tasks);
    } else if (length > 0) {
      this.tasks.push({
        kind: "repeat",
        variable: repeat,
        tasks: bodyAt(length === 1 ? 0 : undefined).tasks,
      });
    }
    pairs.forEach(({ pair, size }, i) => {
      const last = storageAt(pair, affine(length % 2 === 1 ? size : 0));
      this.define(node, loadAll(last, inputs[i]!.shape, inputs[i]!.dtype), i);
    });
    stacked.forEach((load, i) => this.define(node, load, carries + i));
  }
}

function rowMajor(value: Value): number[] {
  return value.shape.map((_, axis) => axis);
}

function termsOf(value: ReturnType<typeof affine>): (readonly [IndexVariable, number])[] {
  return value.terms.map((term) => [term.variable, term.coefficient] as const);
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
