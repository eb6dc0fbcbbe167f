/** Shapes worked out from what users say: negative axes, whole axes, axes of extent 1. */

import { formatShape, normalizeAxis, type Shape, sizeOf } from "../base/shape.ts";

/** The shape with the axes from `startAxis` on as one; a scalar becomes one axis. */
export function flattened(shape: Shape, startAxis: number): Shape {
  if (shape.length === 0) return [1];
  const start = normalizeAxis("flatten", startAxis, shape.length);
  return [...shape.slice(0, start), sizeOf(shape.slice(start))];
}

/** The order of `rank` axes with two exchanged. */
export function exchanged(rank: number, a: number, b: number): number[] {
  const order = Array.from({ length: rank }, (_, axis) => axis);
  const first = normalizeAxis("transpose", a, rank);
  const second = normalizeAxis("transpose", b, rank);
  order[first] = second;
  order[second] = first;
  return order;
}

/** Which elements lie from `start` up to but without `end`. Throws: RangeError if any lies outside. */
export function sliceBounds(
  shape: Shape,
  start: readonly number[],
  end: readonly number[],
): { start: number[]; shape: number[] } {
  const from = shape.map((extent, axis) => fromStart(start[axis] ?? 0, extent));
  const to = shape.map((extent, axis) => fromStart(end[axis] ?? extent, extent));
  const tooMany = Math.max(start.length, end.length) > shape.length;
  if (
    tooMany ||
    shape.some((extent, axis) => !(0 <= from[axis]! && from[axis]! <= to[axis]! && to[axis]! <= extent))
  ) {
    throw new RangeError(
      `Cannot slice shape ${formatShape(shape)} from ${formatShape(start)} to ${formatShape(end)}: expected ` +
        "0 ≤ start ≤ end ≤ extent on each axis. Negative numbers count from the end of an axis.",
    );
  }
  return { start: from, shape: to.map((last, axis) => last - from[axis]!) };
}

/** The shape with a new axis of extent 1 that becomes axis `axis`. */
export function unsqueezed(shape: Shape, axis: number): Shape {
  return shape.toSpliced(normalizeAxis("insert an axis", axis, shape.length + 1), 0, 1);
}

/** The shape without an axis of extent 1, or without all of them. Throws: RangeError if its extent is another. */
export function squeezed(shape: Shape, axis: number | undefined): Shape {
  if (axis === undefined) return shape.filter((extent) => extent !== 1);
  const removed = normalizeAxis("squeeze", axis, shape.length);
  if (shape[removed] !== 1) {
    throw new RangeError(
      `Cannot squeeze axis ${axis} of shape ${formatShape(shape)}: expected extent 1, got ${shape[removed]}. ` +
        "Use reshape or slice.",
    );
  }
  return shape.toSpliced(removed, 1);
}

function fromStart(index: number, extent: number): number {
  return index < 0 ? index + extent : index;
}
