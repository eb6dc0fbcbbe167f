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

/** The order of `rank` axes with one moved. */
export function moved(rank: number, from: number, to: number): number[] {
  const axis = normalizeAxis("move an axis", from, rank);
  const others = Array.from({ length: rank }, (_, i) => i).toSpliced(axis, 1);
  return others.toSpliced(normalizeAxis("move an axis", to, rank), 0, axis);
}

/** Where parts of given sizes along an axis begin, and their shapes. */
export function parts(
  shape: Shape,
  axis: number,
  size: number | readonly number[],
): { start: number[]; shape: Shape }[] {
  const extent = shape[axis]!;
  const equal = (part: number) =>
    Array.from({ length: Math.max(1, Math.ceil(extent / part)) }, (_, i) =>
      Math.min(part, extent - i * part),
    );
  const valid =
    typeof size === "number" ? isCount(size) && size > 0 : Array.isArray(size) && size.every(isCount);
  const sizes = !valid ? [] : typeof size === "number" ? equal(size) : size;
  if (!valid || sizes.reduce((sum, part) => sum + part, 0) !== extent) {
    const got = typeof size === "number" ? size : `[${String(size)}]`;
    throw new RangeError(
      `Cannot split axis ${axis} of shape ${formatShape(shape)} into parts of ${got}: expected a positive integer or ` +
        `a list of sizes whose sum is ${extent}, got ${got}. For a number of parts use chunk.`,
    );
  }
  let next = 0;
  return sizes.map((part) => {
    const start = shape.map((_, other) => (other === axis ? next : 0));
    next += part;
    return { start, shape: shape.with(axis, part) };
  });
}

/** The size of `count` parts of an extent. Throws: RangeError unless the count is a positive integer. */
export function chunkSize(extent: number, count: number): number {
  if (!isCount(count) || count === 0) {
    throw new RangeError(
      `Cannot divide an axis of extent ${extent} into ${count} parts: expected a positive integer, got ${count}. For ` +
        "parts of a given size use split.",
    );
  }
  return Math.max(1, Math.ceil(extent / count));
}

/** Axes of extent 1 that are repeated and then become one with their neighbours. */
export interface Repetition {
  readonly inserted: Shape;
  readonly repeated: Shape;
  readonly shape: Shape;
}

/** The whole repeated along each axis. */
export function tiled(shape: Shape, repeats: readonly number[]): Repetition {
  if (!Array.isArray(repeats) || repeats.length < shape.length || !repeats.every(isCount)) {
    throw new RangeError(
      `Cannot tile shape ${formatShape(shape)} [${String(repeats)}] times: expected at least ${shape.length} integers ` +
        `of 0 or more, got [${String(repeats)}]. Give one number an axis.`,
    );
  }
  const all = [...new Array<number>(repeats.length - shape.length).fill(1), ...shape];
  return {
    inserted: all.flatMap((extent) => [1, extent]),
    repeated: all.flatMap((extent, axis) => [repeats[axis]!, extent]),
    shape: all.map((extent, axis) => extent * repeats[axis]!),
  };
}

/** Each element repeated along one axis. */
export function interleaved(shape: Shape, axis: number, count: number): Repetition {
  const along = normalizeAxis("repeat elements", axis, shape.length);
  if (!isCount(count)) {
    throw new RangeError(
      `Cannot repeat elements of shape ${formatShape(shape)} ${count} times: expected an integer of 0 or more, got ` +
        `${count}. To repeat by different counts use gather.`,
    );
  }
  return {
    inserted: shape.toSpliced(along + 1, 0, 1),
    repeated: shape.toSpliced(along + 1, 0, count),
    shape: shape.with(along, shape[along]! * count),
  };
}

function isCount(n: unknown): n is number {
  return Number.isInteger(n) && (n as number) >= 0;
}

function fromStart(index: number, extent: number): number {
  return index < 0 ? index + extent : index;
}
