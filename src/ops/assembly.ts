/** Ops whose output is put together from inputs: pad and concat. */

import { formatShape, type Shape, stridesOf } from "../base/shape.ts";
import { contiguousView, sliceView } from "../base/view.ts";
import type { TensorType, Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { checkSameDtype } from "./elementwise.ts";
import type { AssemblyOp } from "./kinds.ts";
import { expand, reshape, slice } from "./movement.ts";
import { sampleDType, sampleInput, sampleShape } from "./samples.ts";

/** How much is added along each axis, and the number it is. */
export type PadAttributes = {
  /** Elements before, after, and between two neighbours of each axis. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly interior: readonly number[];
  readonly value: number;
};

/** x surrounded by `value`, and with `interior` elements of it between neighbours. */
export const padOp: AssemblyOp<PadAttributes> = {
  name: "pad",
  property: {
    kind: "assembly",
    fill: ({ value }) => value,
    places: (inputs, attributes) => {
      const step = attributes.interior.map((between) => between + 1);
      const output = contiguousView(paddedShape(inputs[0]!.shape, attributes));
      return [sliceView(output, attributes.low, step, inputs[0]!.shape)];
    },
  },
  infer: (inputs, attributes) => {
    const x = inputs[0]!;
    for (const name of ["low", "high", "interior"] as const) {
      const amounts = attributes[name];
      if (amounts.length !== x.shape.length || !amounts.every((n) => Number.isInteger(n) && n >= 0)) {
        throw new RangeError(
          `Cannot pad shape ${formatShape(x.shape)} by ${name} [${amounts.join(", ")}]: expected ` +
            `${x.shape.length} integers of 0 or more, got [${amounts.join(", ")}]. Slice to make a tensor smaller.`,
        );
      }
    }
    return [{ shape: paddedShape(x.shape, attributes), dtype: x.dtype }];
  },
  vjp: ({ inputs, cotangents, attributes: { low, interior } }) => [
    slice(cotangents[0]!, {
      start: low,
      step: interior.map((between) => between + 1),
      shape: inputs[0]!.shape,
    }),
  ],
  batch: ([x], { low, high, interior, value }) =>
    apply(padOp, [x!], { low: [0, ...low], high: [0, ...high], interior: [0, ...interior], value }),
  sample: (random, shape = sampleShape(random, { maxSize: 512 })) => {
    const amounts = () => shape.map(() => random.pick([0, 0, 1, 2, 5]));
    const interior = shape.map(() => random.pick([0, 0, 0, 1, 2]));
    const dtype = sampleDType(random);
    const value = random.pick(dtype === "bool" ? [0, 1] : [0, 0, 3, -1]);
    const attributes = { low: amounts(), high: amounts(), interior, value };
    return { inputs: [sampleInput(random, shape, dtype)], attributes };
  },
};

/** Along which axis inputs follow each other. */
export type ConcatAttributes = { readonly axis: number };

/** The inputs one after the other along an axis. */
export const concatOp: AssemblyOp<ConcatAttributes> = {
  name: "concat",
  property: {
    kind: "assembly",
    fill: () => undefined,
    places: (inputs, { axis }) => {
      const strides = stridesOf(joinedShape(inputs, axis));
      const starts = startsAlong(inputs, axis);
      return inputs.map(({ shape }, i) => ({ shape, strides, offset: starts[i]! * strides[axis]! }));
    },
  },
  infer: (inputs, { axis }) => {
    const first = inputs[0]!;
    for (const other of inputs) {
      checkSameDtype("concatenate", first, other);
      const fits = other.shape.every((extent, i) => i === axis || extent === first.shape[i]);
      if (other.shape.length !== first.shape.length || axis >= first.shape.length || !fits) {
        throw new RangeError(
          `Cannot concatenate shapes ${formatShape(first.shape)} and ${formatShape(other.shape)} along axis ${axis}: ` +
            `expected equal extents on the other axes, got different ones. Reshape, slice or pad one of them.`,
        );
      }
    }
    return [{ shape: joinedShape(inputs, axis), dtype: first.dtype }];
  },
  vjp: ({ inputs, cotangents, needed, attributes: { axis } }) => {
    const starts = startsAlong(inputs, axis);
    return inputs.map(({ shape }, i) => {
      const start = shape.map((_, other) => (other === axis ? starts[i]! : 0));
      return needed[i] === true ? slice(cotangents[0]!, { start, shape }) : undefined;
    });
  },
  batch: (inputs, { axis }, batched) => {
    const length = inputs[batched.indexOf(true)]!.shape[0]!;
    const repeated = inputs.map((x, i) =>
      batched[i] === true ? x : expand(reshape(x, [1, ...x.shape]), [length, ...x.shape]),
    );
    return apply(concatOp, repeated, { axis: axis + 1 });
  },
  sample: (random, shape = sampleShape(random, { minRank: 1, maxSize: 512 })) => {
    const axis = random.integer(0, shape.length);
    const count = random.integer(1, 4);
    const dtype = sampleDType(random);
    const inputs = Array.from({ length: count }, () => {
      const extent = random.pick([0, 1, 3, shape[axis]!]);
      return sampleInput(
        random,
        shape.map((other, i) => (i === axis ? extent : other)),
        dtype,
      );
    });
    return { inputs, attributes: { axis } };
  },
};

/** What `pad` adds. */
export interface PadOptions {
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** 0 on every axis unless given. */
  readonly interior?: readonly number[];
  /** 0 unless given. */
  readonly value?: number;
}

/** x surrounded by a number. Throws: RangeError unless all amounts are integers of 0 or more, one an axis. */
export function pad(x: Value, options: PadOptions): Value {
  const { low, high, interior = x.shape.map(() => 0), value = 0 } = options;
  const nothing = [low, high, interior].every((amounts) => amounts.every((n) => n === 0));
  if (nothing && low.length === x.shape.length && high.length === x.shape.length) return x;
  return apply(padOp, [x], { low, high, interior, value });
}

/** Values one after the other along an axis. Throws: RangeError or TypeError if they do not fit, or there are none. */
export function concat(values: readonly Value[], axis: number): Value {
  if (values.length === 0) {
    throw new RangeError("Cannot concatenate: expected at least one tensor, got none. Give one or more.");
  }
  return values.length === 1 ? values[0]! : apply(concatOp, values, { axis });
}

function paddedShape(shape: Shape, { low, high, interior }: PadAttributes): Shape {
  return shape.map((extent, i) => low[i]! + high[i]! + extent + Math.max(extent - 1, 0) * interior[i]!);
}

function joinedShape(inputs: readonly TensorType[], axis: number): Shape {
  const total = inputs.reduce((length, { shape }) => length + shape[axis]!, 0);
  return inputs[0]!.shape.map((extent, i) => (i === axis ? total : extent));
}

function startsAlong(inputs: readonly TensorType[], axis: number): number[] {
  let next = 0;
  return inputs.map(({ shape }) => {
    const start = next;
    next += shape[axis]!;
    return start;
  });
}
