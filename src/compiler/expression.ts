/**
 * What a kernel computes at each point: a graph of elementwise operations whose leaves are strided views of
 * buffers, coordinates and constants. Movement operations never reach a kernel: they change the leaves' views.
 */

import type { DType } from "../base/dtype.ts";
import { contiguousView, type View } from "../base/view.ts";
import type { Attributes } from "../graph/node.ts";
import type { Affine, ElementType } from "./lowered/program.ts";

/** A place that holds a value: where a buffer argument starts. Compared by identity. */
export interface Storage {
  /** Of the buffer, for people. */
  readonly name: string;
  readonly buffer: number;
  readonly type: ElementType;
  /** Elements; affine in the counter of the enclosing repeat. */
  readonly offset: Affine;
  readonly oddOffset: number;
}

/** An element of a buffer, where the view says. */
export interface Load {
  readonly kind: "load";
  readonly storage: Storage;
  readonly view: View;
  readonly dtype: DType;
  readonly cost: number;
}

/** The element at a point is its address under the view. */
export interface Coordinate {
  readonly kind: "coordinate";
  readonly view: View;
  readonly dtype: "int32";
  readonly cost: number;
}

/** The same number at each point. A bool is 0 or 1. */
export interface Constant {
  readonly kind: "constant";
  readonly value: number;
  readonly dtype: DType;
  readonly cost: number;
}

/** One elementwise operation. */
export interface Compute {
  readonly kind: "compute";
  readonly op: string;
  readonly attributes: Attributes;
  readonly operands: readonly Expression[];
  readonly dtype: DType;
  /** Vector instructions an element takes, operands included. */
  readonly cost: number;
}

/** What is computed at a point. */
export type Expression = Load | Coordinate | Constant | Compute;

/** A leaf whose place depends on the point. */
export type Leaf = Load | Coordinate;

/** A bool is stored as an int32 that is 0 or 1. */
export function elementType(dtype: DType): ElementType {
  return dtype === "float32" ? "float32" : "int32";
}

/** All of a storage, row-major. */
export function loadAll(storage: Storage, shape: readonly number[], dtype: DType): Load {
  return { kind: "load", storage, view: contiguousView(shape), dtype, cost: 0 };
}

/** The expression with every leaf's view replaced, or undefined if `change` refuses one of them. */
export function moveExpression(
  expression: Expression,
  change: (view: View) => View | undefined,
): Expression | undefined {
  const moved = new Map<Expression, Expression | undefined>();
  const visit = (at: Expression): Expression | undefined => {
    if (at.kind === "constant") return at;
    if (moved.has(at)) return moved.get(at);
    let result: Expression | undefined;
    if (at.kind === "compute") {
      const operands = at.operands.map(visit);
      if (operands.every((operand) => operand !== undefined)) result = { ...at, operands };
    } else {
      const view = change(at.view);
      if (view !== undefined) result = { ...at, view };
    }
    moved.set(at, result);
    return result;
  };
  return visit(expression);
}

const knownLeaves = new WeakMap<Compute, readonly Leaf[]>();

/** The distinct leaves of some expressions, in order of first use; equal leaves count once. */
export function leavesOf(expressions: readonly Expression[]): readonly Leaf[] {
  if (expressions.length === 1) return leavesOfOne(expressions[0]!);
  const leaves: Leaf[] = [];
  for (const expression of expressions) {
    for (const leaf of leavesOfOne(expression)) {
      if (!leaves.some((other) => sameLeaf(other, leaf))) leaves.push(leaf);
    }
  }
  return leaves;
}

/** Kept with each expression, since they are asked for again for each operation that is put on top of it. */
function leavesOfOne(expression: Expression): readonly Leaf[] {
  if (expression.kind === "constant") return [];
  if (expression.kind !== "compute") return [expression];
  let leaves = knownLeaves.get(expression);
  if (leaves === undefined) knownLeaves.set(expression, (leaves = leavesOf(expression.operands)));
  return leaves;
}

/** Whether two leaves have the same value at each point. */
export function sameLeaf(a: Leaf, b: Leaf): boolean {
  if (a === b) return true;
  if (a.kind === "load" && (b.kind !== "load" || a.storage !== b.storage || a.dtype !== b.dtype))
    return false;
  return (
    a.kind === b.kind &&
    a.view.offset === b.view.offset &&
    a.view.strides.length === b.view.strides.length &&
    a.view.strides.every((stride, axis) => stride === b.view.strides[axis])
  );
}

/**
 * The order of axes, outermost first, in which the bulk of the data lies in memory: of the first of the leaves with
 * the most elements that is not row-major, else row-major.
 */
export function axisOrder(shape: readonly number[], leaves: readonly Leaf[]): number[] {
  for (const { view } of mostElements(shape, leaves)) {
    const order = orderOf(shape, view.strides);
    if (order.some((axis, at) => axis !== at)) return order;
  }
  return shape.map((_, axis) => axis);
}

/** The order in memory of most of those loads that have the most elements; of the first of them where it is a draw. */
export function commonOrder(shape: readonly number[], leaves: readonly Leaf[]): number[] {
  const votes = new Map<string, { readonly order: number[]; count: number }>();
  for (const { view } of mostElements(shape, leaves)) {
    const order = orderOf(shape, view.strides);
    const known = votes.get(order.join());
    if (known === undefined) votes.set(order.join(), { order, count: 1 });
    else known.count++;
  }
  const most = Math.max(...[...votes.values()].map(({ count }) => count));
  return [...votes.values()].find(({ count }) => count === most)?.order ?? shape.map((_, axis) => axis);
}

/** The loads that read the most different elements of a shape. */
function mostElements(shape: readonly number[], leaves: readonly Leaf[]): readonly Load[] {
  const loads = leaves.filter((leaf) => leaf.kind === "load");
  const elements = loads.map(({ view }) =>
    shape.reduce((product, extent, axis) => (view.strides[axis] === 0 ? product : product * extent), 1),
  );
  const most = Math.max(...elements);
  return loads.filter((_, i) => elements[i] === most);
}

/** Axes by falling stride; one of extent 1 or stride 0 stays behind the axis that precedes it. */
function orderOf(shape: readonly number[], strides: readonly number[]): number[] {
  const free = (axis: number): boolean => shape[axis] === 1 || strides[axis] === 0;
  const order = shape
    .map((_, axis) => axis)
    .filter((axis) => !free(axis))
    .sort((a, b) => Math.abs(strides[b]!) - Math.abs(strides[a]!) || a - b);
  shape.forEach((_, axis) => {
    if (free(axis)) order.splice(axis === 0 ? 0 : order.indexOf(axis - 1) + 1, 0, axis);
  });
  return order;
}

/** The view of a buffer that holds `shape` densely with its axes in this order, outermost first. */
export function denseView(shape: readonly number[], order: readonly number[]): View {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (const axis of [...order].reverse()) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return { shape, strides, offset: 0 };
}
