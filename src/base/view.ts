/**
 * A strided view of a flat buffer: element (i₀, i₁, …) lies at offset + Σ iₐ · strideₐ. A stride of 0 repeats, a
 * negative one runs backwards. Movement operations are changes of views, so they cost nothing.
 */

import { type Shape, stridesOf } from "./shape.ts";

/** A strided view of a flat buffer. */
export interface View {
  readonly shape: Shape;
  /** In elements, one an axis. */
  readonly strides: readonly number[];
  readonly offset: number;
}

/** The view of a buffer that holds exactly `shape` in row-major order. */
export function contiguousView(shape: Shape): View {
  return { shape, strides: stridesOf(shape), offset: 0 };
}

/** Axis i of the result is axis `order[i]` of the view. */
export function permuteView(view: View, order: readonly number[]): View {
  return {
    shape: order.map((axis) => view.shape[axis]!),
    strides: order.map((axis) => view.strides[axis]!),
    offset: view.offset,
  };
}

/** Axes of extent 1 repeated to the extents of `shape`, which has the same rank. */
export function expandView(view: View, shape: Shape): View {
  const strides = view.strides.map((stride, axis) => (view.shape[axis] === shape[axis] ? stride : 0));
  return { shape, strides, offset: view.offset };
}

/** Elements start, start + step, … of each axis; `shape` tells how many. A negative step runs backwards. */
export function sliceView(view: View, start: readonly number[], step: readonly number[], shape: Shape): View {
  return {
    shape,
    strides: view.strides.map((stride, axis) => stride * step[axis]!),
    offset: view.offset + view.strides.reduce((sum, stride, axis) => sum + stride * start[axis]!, 0),
  };
}

/** The same elements in row-major order under another shape, or undefined if no strides express that. */
export function reshapeView(view: View, shape: Shape): View | undefined {
  const sizes: number[] = [];
  const steps: number[] = [];
  if (shape.includes(0)) return { shape, strides: stridesOf(shape), offset: view.offset };
  for (let axis = 0; axis < view.shape.length; axis++) {
    const extent = view.shape[axis]!;
    const stride = view.strides[axis]!;
    if (extent === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && steps[last] === stride * extent) {
      sizes[last]! *= extent;
      steps[last] = stride;
    } else {
      sizes.push(extent);
      steps.push(stride);
    }
  }
  const strides = new Array<number>(shape.length).fill(0);
  let group = sizes.length - 1;
  let left = group >= 0 ? sizes[group]! : 1;
  let stride = group >= 0 ? steps[group]! : 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = shape[axis]!;
    if (extent === 1) continue;
    if (left === 1 && group > 0) {
      group--;
      left = sizes[group]!;
      stride = steps[group]!;
    }
    if (left % extent !== 0) return undefined;
    strides[axis] = stride;
    stride *= extent;
    left /= extent;
  }
  return { shape, strides, offset: view.offset };
}

/** Whether the view runs through consecutive elements in row-major order from its offset. */
export function isContiguous(view: View): boolean {
  const strides = stridesOf(view.shape);
  return view.shape.every((extent, axis) => extent === 1 || view.strides[axis] === strides[axis]);
}
