/** Elements as nested arrays of JavaScript. */

import type { DType } from "../base/dtype.ts";
import { type Shape, sizeOf } from "../base/shape.ts";
import type { HostArray } from "../runtime/device.ts";

/** A number, a truth value, or arrays of them, one level an axis. */
export type NestedArray = number | boolean | NestedArray[];

/** Elements in row-major order as nested arrays of a shape. */
export function nestedArray(elements: HostArray, shape: Shape, dtype: DType): NestedArray {
  const nest = (axis: number, from: number): NestedArray => {
    if (axis === shape.length) return dtype === "bool" ? elements[from] !== 0 : elements[from]!;
    const stride = sizeOf(shape.slice(axis + 1));
    return Array.from({ length: shape[axis]! }, (_, i) => nest(axis + 1, from + i * stride));
  };
  return nest(0, 0);
}
