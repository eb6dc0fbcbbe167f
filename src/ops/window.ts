/** Overlapping strided views and their adjoint: what pooling and unfolding are made of. */

import type { Random } from "../base/random.ts";
import { formatShape, type Shape, sameShape, stridesOf } from "../base/shape.ts";
import { contiguousView, sliceView, type View } from "../base/view.ts";
import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import type { AccumulationOp, MovementOp } from "./kinds.ts";
import { sampleDType, sampleInput, sampleShape } from "./samples.ts";

/** How windows lie on the last axes. */
export type WindowAttributes = {
  /** One number for each of the last axes, which are the spatial ones. */
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
};

/**
 * y[…, o, k] = x[…, o · stride + k · dilation] over the last axes.
 *
 * Shapes: […, S₁…] → […, O₁…, size₁…], O = ⌊(S − dilation · (size − 1) − 1) / stride⌋ + 1.
 */
export const windowOp: MovementOp<WindowAttributes> = {
  name: "window",
  property: {
    kind: "movement",
    view: (input, attributes) => {
      const { size, stride, dilation } = attributes;
      const lead = input.shape.length - size.length;
      const spatial = input.strides.slice(lead);
      return {
        shape: windowShape(input.shape, attributes),
        strides: [
          ...input.strides.slice(0, lead),
          ...spatial.map((step, i) => step * stride[i]!),
          ...spatial.map((step, i) => step * dilation[i]!),
        ],
        offset: input.offset,
      };
    },
  },
  infer: (inputs, attributes) => [
    { shape: windowShape(inputs[0]!.shape, attributes), dtype: inputs[0]!.dtype },
  ],
  vjp: ({ inputs, cotangents, attributes }) => [
    fold(cotangents[0]!, { ...attributes, shape: inputs[0]!.shape }),
  ],
  sample: (random, shape = sampleSpatial(random)) => ({
    inputs: [sampleInput(random, shape, sampleDType(random))],
    attributes: sampleWindow(random, spatialExtents(shape)),
  }),
};

/** How windows lie, and what they lie on. */
export type FoldAttributes = WindowAttributes & {
  /** The shape of the output: that of the windows' source. */
  readonly shape: Shape;
};

/**
 * The adjoint of `window`: y[…, o · stride + k · dilation] += x[…, o, k], offsets k in ascending row-major order.
 *
 * Shapes: […, O₁…, size₁…] → `shape`.
 */
export const foldOp: AccumulationOp<FoldAttributes> = {
  name: "fold",
  property: {
    kind: "accumulation",
    additions: (input, attributes) => {
      const { shape, size, stride, dilation } = attributes;
      const lead = shape.length - size.length;
      const padded = (numbers: readonly number[], rest: number) => [
        ...new Array<number>(lead).fill(rest),
        ...numbers,
      ];
      const windows = input.shape.slice(0, shape.length);
      const source = stridesOf(input.shape);
      const additions: { from: View; to: View }[] = [];
      for (const place of offsets(size)) {
        const offset = place.reduce((sum, k, i) => sum + k * source[shape.length + i]!, 0);
        const from = { shape: windows, strides: source.slice(0, shape.length), offset };
        const start = padded(
          place.map((k, i) => k * dilation[i]!),
          0,
        );
        additions.push({ from, to: sliceView(contiguousView(shape), start, padded(stride, 1), windows) });
      }
      return additions;
    },
  },
  infer: (inputs, { shape, ...attributes }) => {
    const x = inputs[0]!;
    const expected = windowShape(shape, attributes);
    if (!sameShape(x.shape, expected)) {
      throw new RangeError(
        `Cannot fold windows of shape ${formatShape(x.shape)} to ${formatShape(shape)}: expected ` +
          `${formatShape(expected)}, got ${formatShape(x.shape)}. Use the attributes the windows were made with.`,
      );
    }
    if (x.dtype === "bool") {
      throw new TypeError("Cannot fold bool windows: expected float32 or int32, got bool. Cast them first.");
    }
    return [{ shape, dtype: x.dtype }];
  },
  vjp: ({ cotangents, attributes: { shape: _, ...attributes } }) => [window(cotangents[0]!, attributes)],
  sample: (random, shape = sampleSpatial(random)) => {
    const attributes = sampleWindow(random, spatialExtents(shape));
    const dtype = random.pick(["float32", "float32", "int32"] as const);
    return {
      inputs: [sampleInput(random, windowShape(shape, attributes), dtype)],
      attributes: { ...attributes, shape },
    };
  },
};

/** How windows lie on the last axes, with defaults. */
export interface WindowOptions {
  readonly size: readonly number[];
  /** 1 on every axis unless given. */
  readonly stride?: readonly number[];
  /** 1 on every axis unless given. */
  readonly dilation?: readonly number[];
}

/** All windows of the last axes of x, without copying. Throws: RangeError if a window does not fit. */
export function window(x: Value, options: WindowOptions): Value {
  const { size, stride = size.map(() => 1), dilation = size.map(() => 1) } = options;
  return apply(windowOp, [x], { size, stride, dilation });
}

/** Adds overlapping windows up. Throws: RangeError unless x has the shape `window` gives for `shape`. */
export function fold(x: Value, options: WindowOptions & { readonly shape: Shape }): Value {
  const { shape, size, stride = size.map(() => 1), dilation = size.map(() => 1) } = options;
  return apply(foldOp, [x], { shape, size, stride, dilation });
}

/**
 * How many windows fit along each axis: ⌊(S − dilation · (size − 1) − 1) / stride⌋ + 1.
 *
 * Throws: RangeError naming `what` if one does not fit, or a size, stride or dilation is not a positive integer.
 */
export function countWindows(
  what: string,
  extents: readonly number[],
  attributes: WindowAttributes,
): number[] {
  for (const name of ["size", "stride", "dilation"] as const) {
    const numbers = attributes[name];
    if (numbers.length !== extents.length || !numbers.every((n) => Number.isInteger(n) && n > 0)) {
      throw new RangeError(
        `Cannot ${what} of extents ${formatShape(extents)} with ${name} [${numbers.join(", ")}]: expected ` +
          `${extents.length} positive integers, got [${numbers.join(", ")}]. Give one number a spatial axis.`,
      );
    }
  }
  return extents.map((extent, i) => {
    const reach = attributes.dilation[i]! * (attributes.size[i]! - 1) + 1;
    if (reach > extent) {
      throw new RangeError(
        `Cannot ${what} of extents ${formatShape(extents)} with size [${attributes.size.join(", ")}] and dilation ` +
          `[${attributes.dilation.join(", ")}]: expected at least ${reach} elements on spatial axis ${i}, got ` +
          `${extent}. Pad the input or use a smaller window.`,
      );
    }
    return Math.floor((extent - reach) / attributes.stride[i]!) + 1;
  });
}

/** A stride, size and dilation that fit into the extents, for samples. */
function sampleWindow(random: Random, extents: readonly number[]): WindowAttributes {
  const stride = extents.map(() => random.pick([1, 1, 2, 3]));
  const dilation = extents.map((extent) => (extent > 4 ? random.pick([1, 1, 2]) : 1));
  const size = extents.map((extent, i) =>
    random.integer(1, Math.min(4, Math.ceil(extent / dilation[i]!)) + 1),
  );
  return { size, stride, dilation };
}

function sampleSpatial(random: Random): Shape {
  const lead = random.integer(0, 3);
  const spatial = sampleShape(random, { minRank: 1, maxRank: 2, nonEmpty: true, maxSize: 200 });
  return [...Array.from({ length: lead }, () => random.pick([0, 1, 2, 3])), ...spatial];
}

/** The last two axes, as far as they have elements. */
function spatialExtents(shape: Shape): Shape {
  const last = shape.slice(-2);
  return last.slice(last.lastIndexOf(0) + 1);
}

function windowShape(shape: Shape, attributes: WindowAttributes): Shape {
  const lead = shape.length - attributes.size.length;
  if (lead < 0) {
    throw new RangeError(
      `Cannot take windows of shape ${formatShape(shape)} over ${attributes.size.length} axes: expected at least as ` +
        `many axes, got ${shape.length}. Give fewer sizes.`,
    );
  }
  const counts = countWindows("take windows", shape.slice(lead), attributes);
  return [...shape.slice(0, lead), ...counts, ...attributes.size];
}

function offsets(size: readonly number[]): number[][] {
  return size.reduce<number[][]>(
    (places, extent) => places.flatMap((place) => Array.from({ length: extent }, (_, k) => [...place, k])),
    [[]],
  );
}
