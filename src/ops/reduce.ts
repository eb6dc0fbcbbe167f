/** Reductions: sum, max and argmax over axes, which the output no longer has. */

import { formatShape, normalizeAxis, type Shape, sizeOf } from "../base/shape.ts";
import type { TensorType, Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { eq } from "./comparison.ts";
import type { ReductionOp } from "./kinds.ts";
import { expand, reshape } from "./movement.ts";
import { sampleAxes, sampleInput, sampleShape } from "./samples.ts";
import { where } from "./selection.ts";
import { rowMajorIndex } from "./source.ts";

/** Which axes are folded away. */
export type ReduceAttributes = {
  /** Ascending. */
  readonly axes: readonly number[];
};

/** y = Σ x over the axes. Shapes: any; float32 or int32 (wrapping). */
export const sumOp: ReductionOp<ReduceAttributes> = {
  name: "sum",
  property: { kind: "reduction", combine: "sum", axes: ({ axes }) => axes },
  infer: (inputs, { axes }) => {
    const x = inputs[0]!;
    if (x.dtype === "bool") {
      throw new TypeError(
        `Cannot sum a bool tensor of shape ${formatShape(x.shape)}: expected float32 or int32, got bool. ` +
          'Use cast("int32") to count.',
      );
    }
    return [{ shape: remainingShape("sum", x, axes), dtype: x.dtype }];
  },
  vjp: ({ inputs, cotangents, attributes: { axes } }) => [spread(cotangents[0]!, inputs[0]!.shape, axes)],
  batch: ([x], attributes) => apply(sumOp, [x!], batchedAxes(attributes)),
  batchSum: ([x], attributes) => apply(sumOp, [x!], { axes: [0, ...batchedAxes(attributes).axes] }),
  sample: (random, shape = sampleShape(random)) => ({
    inputs: [sampleInput(random, shape, random.pick(["float32", "float32", "int32"]))],
    attributes: { axes: sampleAxes(random, shape.length) },
  }),
};

/** y = the greatest x over the axes, NaN if one is. The gradient goes to the first greatest, in row-major order. */
export const maxOp: ReductionOp<ReduceAttributes> = {
  name: "max",
  property: { kind: "reduction", combine: "maximum", axes: ({ axes }) => axes },
  infer: (inputs, { axes }) => {
    checkMaximum("take the maximum of", inputs[0]!, axes);
    return [{ shape: remainingShape("take the maximum of", inputs[0]!, axes), dtype: inputs[0]!.dtype }];
  },
  vjp: ({ inputs, cotangents, attributes: { axes } }) => {
    const x = inputs[0]!;
    const reduced = x.shape.map((extent, axis) => (axes.includes(axis) ? extent : 1));
    const places = expand(rowMajorIndex(reduced), x.shape);
    const chosen = eq(places, spread(argmax(x, { axes }), x.shape, axes));
    return [where(chosen, spread(cotangents[0]!, x.shape, axes), 0)];
  },
  batch: ([x], attributes) => apply(maxOp, [x!], batchedAxes(attributes)),
  sample: (random, shape = sampleShape(random)) => sampleMaximum(random, shape),
};

/** y = the row-major index, among the reduced axes, of the first greatest x, NaN counting as greatest; an int32. */
export const argmaxOp: ReductionOp<ReduceAttributes> = {
  name: "argmax",
  property: { kind: "reduction", combine: "firstMaximum", axes: ({ axes }) => axes },
  infer: (inputs, { axes }) => {
    checkMaximum("find the maximum of", inputs[0]!, axes);
    return [{ shape: remainingShape("find the maximum of", inputs[0]!, axes), dtype: "int32" }];
  },
  vjp: () => [undefined],
  batch: ([x], attributes) => apply(argmaxOp, [x!], batchedAxes(attributes)),
  sample: (random, shape = sampleShape(random)) => sampleMaximum(random, shape),
};

/** Which axes are reduced, and whether they stay. */
export interface ReduceOptions {
  /** The axes to reduce, negative ones counted from the last; all unless given. */
  readonly axes?: readonly number[];
  /** Whether reduced axes stay, with extent 1. */
  readonly keepDims?: boolean;
}

/** Σ x over axes. Throws: RangeError if there is no such axis, TypeError for bool. */
export function sum(x: Value, options: ReduceOptions = {}): Value {
  return reduce(sumOp, "sum", x, options);
}

/** The greatest x over axes. Throws: RangeError if there is no such axis or nothing along it, TypeError for bool. */
export function max(x: Value, options: ReduceOptions = {}): Value {
  return reduce(maxOp, "take the maximum", x, options);
}

/** The index of the first greatest x over axes. Throws: as `max`. */
export function argmax(x: Value, options: ReduceOptions = {}): Value {
  return reduce(argmaxOp, "find the maximum", x, options);
}

/** The reduced axes of options, ascending. Throws: RangeError if there is no such axis, or it is given twice. */
export function reducedAxes(what: string, x: TensorType, options: ReduceOptions): readonly number[] {
  const rank = x.shape.length;
  const axes = options.axes?.map((axis) => normalizeAxis(what, axis, rank)) ?? x.shape.map((_, axis) => axis);
  if (new Set(axes).size !== axes.length) {
    throw new RangeError(
      `Cannot ${what} along axes [${axes.join(", ")}]: expected each axis once, got one twice. Remove it.`,
    );
  }
  return [...axes].sort((a, b) => a - b);
}

/** A reduced tensor repeated to the shape it was reduced from. */
export function spread(reduced: Value, shape: Shape, axes: readonly number[]): Value {
  return expand(reshape(reduced, keptShape(shape, axes)), shape);
}

function reduce(op: ReductionOp<ReduceAttributes>, what: string, x: Value, options: ReduceOptions): Value {
  const axes = reducedAxes(what, x, options);
  const identity = axes.length === 0 && op.property.combine !== "firstMaximum";
  const result = identity ? x : apply(op, [x], { axes });
  return options.keepDims === true ? reshape(result, keptShape(x.shape, axes)) : result;
}

/** The same axes where there is one more before them. */
function batchedAxes({ axes }: ReduceAttributes): ReduceAttributes {
  return { axes: axes.map((axis) => axis + 1) };
}

function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
}

function remainingShape(what: string, x: TensorType, axes: readonly number[]): Shape {
  const ascending = axes.every((axis, i) => i === 0 || axis > axes[i - 1]!);
  if (!ascending || axes.some((axis) => axis < 0 || axis >= x.shape.length)) {
    throw new RangeError(
      `Cannot ${what} shape ${formatShape(x.shape)} along axes [${axes.join(", ")}]: expected ascending axes from 0 ` +
        `to ${x.shape.length - 1}, got [${axes.join(", ")}]. Name each axis once.`,
    );
  }
  return x.shape.filter((_, axis) => !axes.includes(axis));
}

function checkMaximum(what: string, x: TensorType, axes: readonly number[]): void {
  if (x.dtype === "bool") {
    throw new TypeError(
      `Cannot ${what} a bool tensor of shape ${formatShape(x.shape)}: expected float32 or int32, got bool. ` +
        'Use cast("int32") first.',
    );
  }
  if (sizeOf(axes.map((axis) => x.shape[axis] ?? 1)) === 0) {
    throw new RangeError(
      `Cannot ${what} shape ${formatShape(x.shape)} along axes [${axes.join(", ")}]: expected at least one element ` +
        "to choose from, got none. Reduce other axes.",
    );
  }
}

function sampleMaximum(random: Parameters<typeof sumOp.sample>[0], shape: Shape) {
  const axes = sampleAxes(random, shape.length).filter((axis) => shape[axis]! > 0);
  const dtype = random.pick(["float32", "float32", "int32"] as const);
  return { inputs: [{ ...sampleInput(random, shape, dtype), apart: 1e-3 }], attributes: { axes } };
}
