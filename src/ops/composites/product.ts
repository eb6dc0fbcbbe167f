/** Products over axes. */

import { sizeOf } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { mul } from "../arithmetic.ts";
import { concat } from "../assembly.ts";
import { permute, reshape, slice } from "../movement.ts";
import { type ReduceOptions, reducedAxes } from "../reduce.ts";
import { full } from "../source.ts";

/**
 * Π x over axes, multiplied in pairs of halves, so that the gradient is right where factors are 0. Shapes: any; float32
 * or int32 (wrapping); no factors give 1.
 *
 * Throws: RangeError if there is no such axis, TypeError for bool.
 */
export function prod(x: Value, options: ReduceOptions = {}): Value {
  const axes = reducedAxes("multiply", x, options);
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const keptShape = kept.map((axis) => x.shape[axis]!);
  const count = sizeOf(axes.map((axis) => x.shape[axis]!));
  const result = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const factors = reshape(permute(x, [...axes, ...kept]), [count, ...keptShape]);
  const product = count === 0 ? full([1, ...keptShape], 1, x.dtype) : inPairs(factors);
  return reshape(product, options.keepDims === true ? result : keptShape);
}

/** [n, …] → [1, …]. */
function inPairs(factors: Value): Value {
  const [count, ...rest] = factors.shape as [number, ...number[]];
  if (count === 1) return factors;
  const half = Math.floor(count / 2);
  const part = (from: number, extent: number) =>
    slice(factors, { start: [from, ...rest.map(() => 0)], shape: [extent, ...rest] });
  const products = mul(part(0, half), part(half, half));
  return inPairs(count % 2 === 0 ? products : concat([products, part(2 * half, 1)], 0));
}
