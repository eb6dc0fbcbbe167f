/** The extents of a tensor, outermost axis first; `[]` is a scalar. */
export type Shape = readonly number[];

/** The number of elements: the product of the extents, 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Row-major strides in elements: the last axis has stride 1. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** A shape as people read it: `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Whether two shapes have the same extents in the same order. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/**
 * The shape both shapes broadcast to, by NumPy's rule: axes are aligned from the last; each pair of extents is
 * equal or one of them is 1.
 *
 * Throws: RangeError naming `what` and both shapes if they do not broadcast.
 */
export function broadcastShapes(what: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const extentA = a[axis - rank + a.length] ?? 1;
    const extentB = b[axis - rank + b.length] ?? 1;
    if (extentA !== extentB && extentA !== 1 && extentB !== 1) {
      throw new RangeError(
        `Cannot ${what} shapes ${formatShape(a)} and ${formatShape(b)}: expected equal extents or 1 on each axis ` +
          `counted from the last, got ${extentA} and ${extentB}. Reshape one of them, or insert axes of extent 1.`,
      );
    }
    return extentA === 1 ? extentB : extentA;
  });
}

/**
 * An axis counted from the end if negative, as 0 … rank − 1.
 *
 * Throws: RangeError naming `what` if there is no such axis.
 */
export function normalizeAxis(what: string, axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= rank) {
    const range = rank === 0 ? "no axis, since it is a scalar" : `an integer from ${-rank} to ${rank - 1}`;
    throw new RangeError(
      `Cannot ${what} along axis ${axis}: expected ${range}. The tensor has ${rank} axes.`,
    );
  }
  return positive;
}
