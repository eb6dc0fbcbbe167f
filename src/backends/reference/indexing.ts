/** Multi-indices spelled out: how the interpreter addresses elements. */

import type { Shape } from "../../base/shape.ts";

/** Calls `visit` for each index of the shape, in row-major order. The index is reused: read it, do not keep it. */
export function forEachIndex(
  shape: Shape,
  visit: (index: readonly number[], position: number) => void,
): void {
  const index = new Array<number>(shape.length).fill(0);
  let count = 1;
  for (const extent of shape) count *= extent;
  for (let position = 0; position < count; position++) {
    visit(index, position);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

/** The row-major position of an index. Throws: RangeError if it lies outside, which is a fault of the interpreter. */
export function positionOf(shape: Shape, index: readonly number[]): number {
  let position = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const i = index[axis]!;
    if (!(i >= 0 && i < shape[axis]!)) {
      throw new RangeError(
        `Cannot read element [${index.join(", ")}]: expected an index inside [${shape.join(", ")}], got one outside.`,
      );
    }
    position = position * shape[axis]! + i;
  }
  return position;
}

/** How many elements a shape has. */
export function countOf(shape: Shape): number {
  let count = 1;
  for (const extent of shape) count *= extent;
  return count;
}
