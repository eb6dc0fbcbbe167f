/** Elements picked, and added up, by indices that are data: gather and scatterAdd. */

import type { Random } from "../base/random.ts";
import { formatShape, normalizeAxis, type Shape, sameShape } from "../base/shape.ts";
import type { TensorType, Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { bounded } from "./bounded.ts";
import type { GatherOp, ScatterOp } from "./kinds.ts";
import type { SampleInput } from "./op.ts";
import { sampleDType, sampleInput, sampleShape } from "./samples.ts";

/** Which axis is picked from, and what an index gives that is not on it: float32 NaN or 0. Other dtypes give 0. */
export type GatherAttributes = { readonly axis: number; readonly missing: "nan" | "zero" };

/** y[…, n…, …] = x[…, indices[n…], …]: the axis is replaced by the axes of the indices. */
export const gatherOp: GatherOp<GatherAttributes> = {
  name: "gather",
  property: {
    kind: "gather",
    axis: ({ axis }) => axis,
    missing: ({ missing }, dtype) => (dtype === "float32" && missing === "nan" ? Number.NaN : 0),
  },
  infer: (inputs, { axis }) => {
    const [x, indices] = inputs as [TensorType, TensorType];
    checkIndices("gather by", indices);
    return [{ shape: replacedShape(x.shape, axis, indices.shape), dtype: x.dtype }];
  },
  vjp: ({ inputs, cotangents, attributes: { axis } }) => [
    apply(scatterAddOp, [inputs[1]!, cotangents[0]!], { axis, shape: inputs[0]!.shape }),
    undefined,
  ],
  batch: (inputs, { axis, missing }, [table, indices]) => {
    if (table !== true) return axis === 0 ? apply(gatherOp, inputs, { axis, missing }) : undefined;
    return indices === true ? undefined : apply(gatherOp, inputs, { axis: axis + 1, missing });
  },
  sample: (random, shape = sampleShape(random, { minRank: 1, maxSize: 256 })) => {
    const axis = random.integer(0, shape.length);
    const extent = shape[axis]!;
    // Where indices are missing only zeros can be compared with central differences.
    const missing = extent > 0 && random.integer(0, 2) === 0 ? "nan" : "zero";
    const indices = sampleIndices(random, extent, missing === "zero");
    const x = sampleInput(random, shape, sampleDType(random));
    return { inputs: [x, indices], attributes: { axis, missing } };
  },
};

/** The shape of the result and its axis that the indices count along. */
export type ScatterAttributes = { readonly axis: number; readonly shape: Shape };

/**
 * Zeros, to which updates are added: y[…, indices[n…], …] += updates[…, n…, …], in row-major order of n. Updates
 * whose index is not on the axis are dropped.
 */
export const scatterAddOp: ScatterOp<ScatterAttributes> = {
  name: "scatterAdd",
  property: { kind: "scatter", axis: ({ axis }) => axis },
  infer: (inputs, { axis, shape }) => {
    const [indices, updates] = inputs as [TensorType, TensorType];
    checkIndices("scatter by", indices);
    const expected = replacedShape(shape, axis, indices.shape);
    if (!sameShape(updates.shape, expected)) {
      throw new RangeError(
        `Cannot scatter updates of shape ${formatShape(updates.shape)} by indices ${formatShape(indices.shape)} along ` +
          `axis ${axis} of ${formatShape(shape)}: expected updates ${formatShape(expected)}, got ` +
          `${formatShape(updates.shape)}. Reshape the updates or the indices.`,
      );
    }
    if (updates.dtype === "bool") {
      throw new TypeError(
        "Cannot add up bool updates: expected float32 or int32, got bool. Cast them first.",
      );
    }
    return [{ shape, dtype: updates.dtype }];
  },
  vjp: ({ inputs, cotangents, attributes: { axis } }) => [
    undefined,
    // A dropped update has no influence: its gradient is 0 and not missing.
    apply(gatherOp, [cotangents[0]!, inputs[0]!], { axis, missing: "zero" }),
  ],
  sample: (random, shape = sampleShape(random, { minRank: 1, maxSize: 256 })) => {
    const axis = random.integer(0, shape.length);
    const indices = sampleIndices(random, shape[axis]!, random.integer(0, 2) === 0);
    const dtype = random.pick(["float32", "float32", "int32"] as const);
    const updates = sampleInput(random, replacedShape(shape, axis, indices.shape), dtype);
    return { inputs: [indices, updates], attributes: { axis, shape } };
  },
};

/** Along which axis `gather` picks. */
export interface GatherOptions {
  /** Negative counts from the last. Default 0. */
  readonly axis?: number;
}

/**
 * y[…, n…, …] = x[…, indices[n…], …]: PyTorch's index_select with indices of any shape; along axis 0 its embedding.
 * Shapes: x [a…, extent, b…], indices […n] int32 → [a…, …n, b…].
 *
 * Throws: TypeError unless the indices are int32, RangeError if there is no such axis; RangeError after a run in which an
 * index is outside 0 … extent − 1. Such an index gives NaN in float32, and 0 in int32 and bool.
 */
export function gather(x: Value, indices: Value, { axis = 0 }: GatherOptions = {}): Value {
  const along = normalizeAxis("gather", axis, x.shape.length);
  checkIndices("gather by", indices);
  const what = `gather along axis ${along} of ${formatShape(x.shape)}`;
  return gatherInside(x, bounded(indices, x.shape[along]!, what), along);
}

/** `gather` by indices that are known to be inside, or whose NaN is wanted. */
export function gatherInside(x: Value, indices: Value, axis: number): Value {
  return apply(gatherOp, [x, indices], { axis, missing: "nan" });
}

/** What `scatterAdd` makes. */
export interface ScatterAddOptions extends GatherOptions {
  /** The shape of the result. */
  readonly shape: Shape;
}

/**
 * Zeros of `shape` with y[…, indices[n…], …] += updates[…, n…, …], added in row-major order of the indices: the
 * gradient of `gather`.
 *
 * Shapes: indices […n] int32, updates [a…, …n, b…] → shape = [a…, extent, b…].
 *
 * Throws: TypeError unless the indices are int32 and the updates numbers, RangeError if the shapes do not fit;
 * RangeError after a run in which an index is outside 0 … extent − 1. Its updates are dropped.
 */
export function scatterAdd(indices: Value, updates: Value, { axis = 0, shape }: ScatterAddOptions): Value {
  const along = normalizeAxis("scatter", axis, shape.length);
  checkIndices("scatter by", indices);
  const what = `scatter along axis ${along} of ${formatShape(shape)}`;
  return apply(scatterAddOp, [bounded(indices, shape[along]!, what), updates], { axis: along, shape });
}

function replacedShape(shape: Shape, axis: number, by: Shape): Shape {
  return [...shape.slice(0, axis), ...by, ...shape.slice(axis + 1)];
}

function checkIndices(what: string, { dtype }: TensorType): void {
  if (dtype === "int32") return;
  throw new TypeError(
    `Cannot ${what} indices of dtype ${dtype}: expected int32, got ${dtype}. Make them with { dtype: "int32" } or ` +
      'cast("int32").',
  );
}

function sampleIndices(random: Random, extent: number, outside: boolean): SampleInput {
  const shape = sampleShape(random, { maxRank: 2, maxSize: 40 });
  const margin = outside ? 2 : 0;
  return { shape, dtype: "int32", low: -margin, high: Math.max(extent + margin, 1 - margin) };
}
