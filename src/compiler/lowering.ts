/** What the lowering of each kind of node works with: where values are, and the tasks so far. */

import { sizeOf } from "../base/shape.ts";
import { contiguousView, isContiguous, type View } from "../base/view.ts";
import type { Graph, Node, TensorType, Value } from "../graph/node.ts";
import type { Buffers } from "./buffers.ts";
import {
  axisOrder,
  denseView,
  type Expression,
  elementType,
  type Load,
  leavesOf,
  loadAll,
  type Storage,
} from "./expression.ts";
import { type Draft, passTask } from "./fuse.ts";
import type { CpuTarget } from "./kernel-writer.ts";
import type { Launch } from "./lowered/program.ts";
import type { Framed } from "./margins.ts";
import type { Made } from "./schedule.ts";
import { type Uses, usesOf } from "./uses.ts";
import type { WrittenKernels } from "./written-kernels.ts";

/** What a graph is lowered with. */
export interface LoweringContext {
  readonly target: CpuTarget;
  readonly buffers: Buffers;
  readonly written: WrittenKernels;
  /** False: each node is a kernel of its own. */
  readonly fusion: boolean;
  /** Set inside a repeat. */
  readonly insideRepeat: boolean;
  /** Inside a repeat: places that hold the same in all its steps, and the lowering of what comes before it. */
  readonly before?: { readonly fixed: ReadonlySet<Storage>; readonly lowering: Lowering };
}

/** The state of a lowering. A value is an expression over buffers until a reader needs it in one of its own. */
export class Lowering {
  readonly context: LoweringContext;
  readonly graph: Graph;
  readonly uses: Uses;
  readonly tasks: Draft[] = [];
  /** Right sides of products that are packed already, by what they are made of. */
  readonly prepared = new Map<string, Storage>();
  /** Left sides of products with zeros around them, by what they are made of. */
  readonly framed = new Map<string, Framed>();
  private readonly expressions = new Map<Value, Expression>();
  private readonly destinations = new Map<Value, Storage>();

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
      if (!this.isKnown(value) && !this.hasDestination(value)) this.destinations.set(value, outputs[i]!);
    });
  }

  isKnown(value: Value): boolean {
    return this.expressions.has(value);
  }

  /** Whether the value must be written to a place outside. */
  hasDestination(value: Value): boolean {
    return this.destinations.has(value);
  }

  expressionOf(value: Value): Expression {
    return this.expressions.get(value)!;
  }

  /** Says what an output of a node is, and writes it where it must go. */
  define(node: Node, expression: Expression, index: number = 0): void {
    const value = node.outputs[index]!;
    this.expressions.set(value, expression);
    const destination = this.destinations.get(value);
    if (destination === undefined) return;
    this.writeTo(destination, value);
    this.expressions.set(value, loadAll(destination, value.shape, value.dtype));
  }

  /** Adds launches that do not depend on each other, after all before them. */
  add(launches: readonly Launch[], made: Made = {}): void {
    if (launches.length > 0) this.tasks.push({ kind: "launches", launches, ...made });
  }

  /** Writes a value, row-major, unless it is there already. */
  writeTo(storage: Storage, value: Value): void {
    const expression = this.expressionOf(value);
    if (expression.kind === "load" && expression.storage === storage) return;
    this.write(expression, storage, contiguousView(value.shape), "copy");
  }

  write(expression: Expression, storage: Storage, view: View, name: string): void {
    this.tasks.push(passTask({ name, shape: view.shape, expression, storage, view }));
  }

  fill(value: number, load: Load): void {
    this.write({ kind: "constant", value, dtype: load.dtype, cost: 0 }, load.storage, load.view, "fill");
  }

  /** A new buffer with the axes of a tensor in this order in memory. */
  temporary({ shape, dtype }: TensorType, name: string, order: readonly number[]): Load {
    const storage = this.context.buffers.temporary(name, elementType(dtype), sizeOf(shape));
    return { kind: "load", storage, view: denseView(shape, order), dtype, cost: 0 };
  }

  /** Where a value is to be computed: the place it must go to, else a new buffer. */
  home(value: Value, name: string, order: readonly number[]): Load {
    const destination = this.destinations.get(value);
    return destination === undefined
      ? this.temporary(value, name, order)
      : loadAll(destination, value.shape, value.dtype);
  }

  /** The value in a buffer, in whatever order it lies. */
  inBuffer(value: Value): Load {
    const expression = this.expressionOf(value);
    if (expression.kind === "load") return expression;
    const load = this.copy(value, axisOrder(value.shape, leavesOf([expression])));
    this.expressions.set(value, load);
    return load;
  }

  /** The value in a buffer, row-major. */
  inRowMajorBuffer(value: Value): Load {
    const expression = this.expressionOf(value);
    if (expression.kind === "load" && isContiguous(expression.view)) return expression;
    return this.copy(value, rowMajor(value));
  }

  private copy(value: Value, order: readonly number[]): Load {
    const load = this.temporary(value, "copy", order);
    this.write(this.expressionOf(value), load.storage, load.view, "copy");
    return load;
  }
}

/** The axes of a tensor in order. */
export function rowMajor({ shape }: TensorType): number[] {
  return shape.map((_, axis) => axis);
}
