/** Elements in order along an axis. */

import { formatShape, normalizeAxis } from "../base/shape.ts";
import type { Value } from "../graph/node.ts";
import { apply, applyAll } from "./apply.ts";
import { placesAlongAxis } from "./composites/take-along-axis.ts";
import { scatterAddOp } from "./gather.ts";
import type { SortOp } from "./kinds.ts";
import { reshape, slice } from "./movement.ts";
import { sampleInput, sampleShape } from "./samples.ts";

/** Along which axis, and whether the greatest come first. */
export type SortAttributes = { readonly axis: number; readonly descending: boolean };

/** The elements in order, and where each of them was: an int32. Equal ones stay in order; NaN counts as greatest. */
export const sortOp: SortOp<SortAttributes> = {
  name: "sort",
  property: { kind: "sort", axis: ({ axis }) => axis, descending: ({ descending }) => descending },
  infer: (inputs) => {
    const { shape, dtype } = inputs[0]!;
    if (dtype === "bool") {
      throw new TypeError(
        `Cannot sort a bool tensor of shape ${formatShape(shape)}: expected float32 or int32, got bool. ` +
          'Use cast("int32") first.',
      );
    }
    return [
      { shape, dtype },
      { shape, dtype: "int32" },
    ];
  },
  vjp: ({ inputs, outputs, cotangents, attributes: { axis } }) => {
    const { shape } = inputs[0]!;
    const places = placesAlongAxis(outputs[1]!, shape, axis);
    const gradient = reshape(cotangents[0]!, places.shape);
    return [reshape(apply(scatterAddOp, [places, gradient], { axis: 0, shape: places.shape }), shape)];
  },
  sample: (random, shape = sampleShape(random, { minRank: 1, maxSize: 512 })) => ({
    inputs: [{ ...sampleInput(random, shape, random.pick(["float32", "float32", "int32"])), apart: 1e-3 }],
    attributes: { axis: random.integer(0, shape.length), descending: random.integer(0, 2) === 1 },
  }),
};

/** How `sort` orders. */
export interface SortOptions {
  /** Negative counts from the last. Default −1. */
  readonly axis?: number;
  /** Whether the greatest come first. Default false. */
  readonly descending?: boolean;
}

/** Elements in order, and where they were. */
export interface Sorted<T> {
  readonly values: T;
  /** int32, counted along the axis. */
  readonly indices: T;
}

/**
 * The elements along an axis in order, and their places before. Equal elements stay in order; NaN counts as greatest, as
 * in PyTorch. Shapes: x → values and indices of the same.
 *
 * Throws: RangeError if there is no such axis, TypeError for bool.
 */
export function sort(x: Value, { axis = -1, descending = false }: SortOptions = {}): Sorted<Value> {
  const along = normalizeAxis("sort", axis, x.shape.length);
  const [values, indices] = applyAll(sortOp, [x], { axis: along, descending });
  return { values: values!, indices: indices! };
}

/** How many elements `topK` gives, and which. */
export interface TopKOptions {
  readonly k: number;
  /** Negative counts from the last. Default −1. */
  readonly axis?: number;
  /** Whether the greatest are wanted. Default true. */
  readonly largest?: boolean;
}

/**
 * The k greatest (or least) elements along an axis in order, greatest (least) first, and their places; of equal ones the
 * first. Shapes: x [a…, extent, b…] → values and indices [a…, k, b…].
 *
 * Throws: RangeError if there is no such axis or fewer than k elements along it, TypeError for bool.
 */
export function topK(x: Value, { k, axis = -1, largest = true }: TopKOptions): Sorted<Value> {
  const along = normalizeAxis("choose the greatest", axis, x.shape.length);
  const extent = x.shape[along]!;
  if (!Number.isInteger(k) || k < 0 || k > extent) {
    throw new RangeError(
      `Cannot choose ${k} elements along axis ${axis} of shape ${formatShape(x.shape)}: expected a whole number from 0 ` +
        `to ${extent}, got ${k}. Choose fewer.`,
    );
  }
  const { values, indices } = sort(x, { axis: along, descending: largest });
  const first = { start: x.shape.map(() => 0), shape: x.shape.with(along, k) };
  return { values: slice(values, first), indices: slice(indices, first) };
}
