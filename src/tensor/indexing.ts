/** Parts of tensors, read and replaced. */

import { broadcastShapes, formatShape, type Shape, sizeOf } from "../base/shape.ts";
import type { Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compute, type Operand, scalarOperand } from "./compute.ts";
import { tensor } from "./create.ts";
import { type IndexPlan, type IndexTerm, planIndex } from "./index-terms.ts";
import type { Tensor } from "./tensor.ts";

/** The elements that an index names: what `Tensor.at` does. */
export function elementsAt(x: Tensor, terms: readonly IndexTerm[]): Tensor {
  const plan = planIndex(x.shape, terms);
  const indices = plan.picked.map(({ by }) => ("dtype" in by ? by : tensor(by, { dtype: "int32" })));
  return compute([x, ...indices], (value, ...by) => {
    const part = ops.reshape(ops.slice(value, { ...plan, shape: plan.taken }), plan.shape);
    return by.length === 0 ? part : pick(part, axesOf(plan), by);
  });
}

/** x with other elements where an index points: what `Tensor.with` does. */
export function replacedAt(x: Tensor, terms: readonly IndexTerm[], by: Operand): Tensor {
  if (!Array.isArray(terms)) {
    throw new TypeError(
      `Cannot replace elements of shape ${formatShape(x.shape)}: expected an index in an array, got something else. ` +
        'Write with([0, "1:"], value).',
    );
  }
  const plan = planIndex(x.shape, terms);
  if (plan.picked.length > 0) {
    throw new TypeError(
      `Cannot replace elements of shape ${formatShape(x.shape)} at a list or tensor of indices: expected numbers, ` +
        'slices, null and "...", got indices that may repeat. Use indexAdd, or where with a mask.',
    );
  }
  const operand = typeof by === "number" ? scalarOperand(by, x.dtype) : by;
  return compute([x, operand], (value, part) => {
    if (sizeOf(plan.taken) === 0) return value;
    const placed = place(ops.reshape(ops.broadcastTo(part, plan.shape), plan.taken), x.shape, plan);
    const taken = place(ops.full(plan.taken, 1, "bool"), x.shape, plan);
    return ops.where(taken, placed, value);
  });
}

function axesOf({ picked }: IndexPlan): number[] {
  return picked.map(({ axis }) => axis);
}

/**
 * The elements at each position of the indices, broadcast to each other. Their axes come where the picked axes were,
 * or first if other axes lie between those.
 */
function pick(x: Value, axes: readonly number[], indices: readonly Value[]): Value {
  const counted = indices.map((index, i) => {
    const extent = x.shape[axes[i]!]!;
    return ops.where(ops.lt(index, 0), ops.add(index, extent), index);
  });
  if (axes.length === 1) return ops.gather(x, counted[0]!, { axis: axes[0]! });

  const together = axes.every((axis, i) => i === 0 || axis === axes[i - 1]! + 1);
  const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const position = together ? axes[0]! : 0;
  const order = others.toSpliced(position, 0, ...axes);
  const moved = ops.permute(x, order);
  const extents = axes.map((axis) => x.shape[axis]!);
  const merged = ops.reshape(moved, moved.shape.toSpliced(position, axes.length, sizeOf(extents)));
  return ops.gather(merged, rowMajorPlace(counted, extents), { axis: position });
}

/** The row-major place of each combination of indices; −1, which is no place, if any is outside. */
function rowMajorPlace(indices: readonly Value[], extents: Shape): Value {
  const shape = indices.map((index) => index.shape).reduce((a, b) => broadcastShapes("index by", a, b));
  let flat = ops.zeros(shape, "int32");
  let inside = ops.full(shape, 1, "bool");
  for (const [i, index] of indices.entries()) {
    const extent = extents[i]!;
    flat = ops.add(ops.mul(flat, extent), index);
    inside = ops.and(inside, ops.and(ops.ge(index, 0), ops.lt(index, extent)));
  }
  return ops.where(inside, flat, -1);
}

/** Zeros of `shape` with the elements of `part` where the plan takes them from. */
function place(part: Value, shape: Shape, { start, step, taken }: IndexPlan): Value {
  const backwards = step.flatMap((by, axis) => (by < 0 ? [axis] : []));
  const last = start.map((from, axis) => from + (taken[axis]! - 1) * step[axis]!);
  return ops.pad(ops.flip(part, backwards), {
    low: start.map((from, axis) => Math.min(from, last[axis]!)),
    high: start.map((from, axis) => shape[axis]! - 1 - Math.max(from, last[axis]!)),
    interior: step.map((by) => Math.abs(by) - 1),
  });
}
