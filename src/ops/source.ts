/** Ops without inputs: data from outside, numbers, coordinates. */

import type { DType } from "../base/dtype.ts";
import { formatShape, type Shape, sizeOf } from "../base/shape.ts";
import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { broadcastTo } from "./broadcast.ts";
import type { ConstantOp, CoordinateOp, LeafOp } from "./kinds.ts";
import { reshape } from "./movement.ts";
import { sampleInput, sampleShape } from "./samples.ts";

/** Data from outside the graph. Its nodes are made by `input` of graph/node.ts, which knows their type. */
export const inputOp: LeafOp = {
  name: "input",
  property: { kind: "leaf" },
  infer: () => {
    throw new TypeError(
      "Cannot infer the type of an input: expected it to be given, got none. Make the node with input({ shape, dtype }).",
    );
  },
  vjp: () => [],
  sample: (random, shape = sampleShape(random)) => ({
    inputs: [sampleInput(random, shape, random.pick<DType>(["float32", "int32", "bool"]))],
    attributes: {},
  }),
};

/** The number, exact in its dtype. */
export type ConstantAttributes = { readonly value: number; readonly dtype: DType };

/** A scalar known when the graph is built. */
export const constantOp: ConstantOp<ConstantAttributes> = {
  name: "constant",
  property: { kind: "constant", value: ({ value }) => value },
  infer: (_, { value, dtype }) => {
    const legal =
      dtype === "float32" || (dtype === "int32" ? (value | 0) === value : value === 0 || value === 1);
    if (!legal) {
      const expected = dtype === "int32" ? "an integer from −2147483648 to 2147483647" : "0 or 1";
      throw new RangeError(
        `Cannot make a ${dtype} constant of ${value}: expected ${expected}, got ${value}. Round it or use float32.`,
      );
    }
    return [{ shape: [], dtype }];
  },
  vjp: () => [],
  sample: (random) => {
    const dtype = random.pick<DType>(["float32", "int32", "bool"]);
    const value =
      dtype === "bool" ? random.integer(0, 2) : random.integer(-9, 10) * (dtype === "int32" ? 1 : 0.5);
    return { inputs: [], attributes: { value, dtype } };
  },
};

/** The output's shape and the axis whose index is counted. */
export type IotaAttributes = { readonly shape: Shape; readonly axis: number };

/** The index along an axis: y[…, i, …] = i, an int32. */
export const iotaOp: CoordinateOp<IotaAttributes> = {
  name: "iota",
  property: {
    kind: "coordinate",
    strides: ({ shape, axis }) => shape.map((_, other) => (other === axis ? 1 : 0)),
  },
  infer: (_, { shape, axis }) => {
    if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length) {
      throw new RangeError(
        `Cannot count along axis ${axis} of shape ${formatShape(shape)}: expected an axis from 0 to ` +
          `${shape.length - 1}, got ${axis}. Choose one of the shape's axes.`,
      );
    }
    return [{ shape, dtype: "int32" }];
  },
  vjp: () => [],
  sample: (random, shape = sampleShape(random, { minRank: 1 })) => ({
    inputs: [],
    attributes: { shape, axis: random.integer(0, shape.length) },
  }),
};

/** The scalar `value`, rounded to float32 when that is its dtype. Throws: RangeError if the dtype cannot hold it. */
export function constant(value: number, dtype: DType = "float32"): Value {
  return apply(constantOp, [], { value: dtype === "float32" ? Math.fround(value) : value, dtype });
}

/** `shape` filled with `value`. */
export function full(shape: Shape, value: number, dtype: DType = "float32"): Value {
  return broadcastTo(constant(value, dtype), shape);
}

/** `shape` filled with zeros. */
export function zeros(shape: Shape, dtype: DType = "float32"): Value {
  return full(shape, 0, dtype);
}

/** The index along `axis`, an int32 of `shape`. */
export function iota(shape: Shape, axis: number): Value {
  return apply(iotaOp, [], { shape, axis });
}

/** The row-major index of each element, an int32 of `shape`. */
export function rowMajorIndex(shape: Shape): Value {
  return reshape(iota([sizeOf(shape)], 0), shape);
}
