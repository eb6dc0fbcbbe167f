/** Ops that only look at their input differently: reshape, permute, expand, slice, stopGradient. */

import { formatShape, type Shape, sameShape, sizeOf } from "../base/shape.ts";
import { expandView, permuteView, reshapeView, sliceView } from "../base/view.ts";
import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { pad } from "./assembly.ts";
import type { MovementOp, NoAttributes } from "./kinds.ts";
import { sum } from "./reduce.ts";
import { sampleDType, sampleInput, sampleShape } from "./samples.ts";
import { zeros } from "./source.ts";

/** The new shape. */
export type ReshapeAttributes = { readonly shape: Shape };

/** The same elements in row-major order under another shape. */
export const reshapeOp: MovementOp<ReshapeAttributes> = {
  name: "reshape",
  property: { kind: "movement", view: (input, { shape }) => reshapeView(input, shape) },
  infer: (inputs, { shape }) => {
    const x = inputs[0]!;
    if (sizeOf(shape) !== sizeOf(x.shape) || !shape.every(isExtent)) {
      throw new RangeError(
        `Cannot reshape ${formatShape(x.shape)} to ${formatShape(shape)}: expected a shape of ` +
          `${sizeOf(x.shape)} elements, got ${sizeOf(shape)}. Choose extents whose product is ${sizeOf(x.shape)}.`,
      );
    }
    return [{ shape, dtype: x.dtype }];
  },
  vjp: ({ inputs, cotangents }) => [reshape(cotangents[0]!, inputs[0]!.shape)],
  batch: ([x], { shape }) => reshape(x!, [x!.shape[0]!, ...shape]),
  sample: (random, from = sampleShape(random)) => {
    const flat = [sizeOf(from)];
    const shape = random.pick([flat, [1, ...from], [...from, 1], [...from].reverse(), mergeFirst(from)]);
    return { inputs: [sampleInput(random, from, sampleDType(random))], attributes: { shape } };
  },
};

/** Which input axis each output axis is. */
export type PermuteAttributes = { readonly order: readonly number[] };

/** Axis i of the output is axis order[i] of the input. */
export const permuteOp: MovementOp<PermuteAttributes> = {
  name: "permute",
  property: {
    kind: "movement",
    view: (input, { order }) => permuteView(input, order),
    compose: (first, second) => ({ order: second.order.map((axis) => first.order[axis]!) }),
  },
  infer: (inputs, { order }) => {
    const x = inputs[0]!;
    const sorted = [...order].sort((a, b) => a - b);
    if (order.length !== x.shape.length || !sorted.every((axis, i) => axis === i)) {
      throw new RangeError(
        `Cannot permute shape ${formatShape(x.shape)} by [${order.join(", ")}]: expected each of the ` +
          `${x.shape.length} axes once, got [${order.join(", ")}]. List every axis from 0 to ${x.shape.length - 1}.`,
      );
    }
    return [{ shape: order.map((axis) => x.shape[axis]!), dtype: x.dtype }];
  },
  vjp: ({ cotangents, attributes: { order } }) => [permute(cotangents[0]!, invertOrder(order))],
  batch: ([x], { order }) => permute(x!, [0, ...order.map((axis) => axis + 1)]),
  sample: (random, shape = sampleShape(random)) => ({
    inputs: [sampleInput(random, shape, sampleDType(random))],
    attributes: { order: [...random.permutation(shape.length)] },
  }),
};

/** The repeated shape. */
export type ExpandAttributes = { readonly shape: Shape };

/** Axes of extent 1 repeated to the extents of `shape`, which has the same rank. */
export const expandOp: MovementOp<ExpandAttributes> = {
  name: "expand",
  property: {
    kind: "movement",
    view: (input, { shape }) => expandView(input, shape),
    compose: (_, second) => second,
  },
  infer: (inputs, { shape }) => {
    const x = inputs[0]!;
    const fits = (extent: number, axis: number) => isExtent(extent) && [1, extent].includes(x.shape[axis]!);
    if (shape.length !== x.shape.length || !shape.every(fits)) {
      throw new RangeError(
        `Cannot expand shape ${formatShape(x.shape)} to ${formatShape(shape)}: expected the same extent, or 1, on ` +
          `each axis, got ${formatShape(x.shape)}. Only axes of extent 1 repeat; reshape adds them.`,
      );
    }
    return [{ shape, dtype: x.dtype }];
  },
  vjp: ({ inputs, cotangents, attributes: { shape } }) => {
    const from = inputs[0]!.shape;
    const axes = shape.map((_, axis) => axis).filter((axis) => from[axis] !== shape[axis]);
    return [reshape(sum(cotangents[0]!, { axes }), from)];
  },
  batch: ([x], { shape }) => expand(x!, [x!.shape[0]!, ...shape]),
  sample: (random, shape = sampleShape(random)) => {
    const from = shape.map((extent) => (random.integer(0, 2) === 0 ? 1 : extent));
    return { inputs: [sampleInput(random, from, sampleDType(random))], attributes: { shape } };
  },
};

/** The first index, the step and the number of elements along each axis. */
export type SliceAttributes = {
  readonly start: readonly number[];
  readonly step: readonly number[];
  readonly shape: Shape;
};

/** y[i, …] = x[start + i · step, …]; a negative step runs backwards. */
export const sliceOp: MovementOp<SliceAttributes> = {
  name: "slice",
  property: {
    kind: "movement",
    view: (input, { start, step, shape }) => sliceView(input, start, step, shape),
    compose: (first, second) => ({
      start: first.start.map((from, axis) => from + second.start[axis]! * first.step[axis]!),
      step: first.step.map((by, axis) => by * second.step[axis]!),
      shape: second.shape,
    }),
  },
  infer: (inputs, { start, step, shape }) => {
    const x = inputs[0]!;
    const rank = x.shape.length;
    if (start.length !== rank || step.length !== rank || shape.length !== rank) {
      throw new RangeError(
        `Cannot slice shape ${formatShape(x.shape)}: expected a start, step and extent for each of its ${rank} axes, ` +
          `got ${start.length}, ${step.length} and ${shape.length}. Give one number an axis.`,
      );
    }
    for (const [axis, extent] of shape.entries())
      checkRange(x.shape, axis, start[axis]!, step[axis]!, extent);
    return [{ shape, dtype: x.dtype }];
  },
  vjp: ({ inputs, cotangents, attributes: { start, step, shape } }) => {
    const x = inputs[0]!;
    if (sizeOf(shape) === 0) return [zeros(x.shape)];
    const first = start.map((from, axis) => Math.min(from, from + (shape[axis]! - 1) * step[axis]!));
    const last = start.map((from, axis) => Math.max(from, from + (shape[axis]! - 1) * step[axis]!));
    const backwards = step.flatMap((by, axis) => (by < 0 ? [axis] : []));
    return [
      pad(flip(cotangents[0]!, backwards), {
        low: first,
        high: last.map((to, axis) => x.shape[axis]! - 1 - to),
        interior: step.map((by) => Math.abs(by) - 1),
      }),
    ];
  },
  batch: ([x], { start, step, shape }) =>
    slice(x!, { start: [0, ...start], step: [1, ...step], shape: [x!.shape[0]!, ...shape] }),
  sample: (random, from = sampleShape(random)) => {
    const step = from.map(() => random.pick([1, 1, 1, 2, 3, -1, -1, -2]));
    const start = from.map((extent) => random.integer(0, Math.max(extent, 1)));
    const shape = from.map((extent, axis) => {
      const room = step[axis]! > 0 ? extent - start[axis]! : Math.min(start[axis]! + 1, extent);
      const most = Math.ceil(room / Math.abs(step[axis]!));
      return random.integer(0, 8) === 0 ? random.integer(0, most + 1) : most;
    });
    return { inputs: [sampleInput(random, from, sampleDType(random))], attributes: { start, step, shape } };
  },
};

/** y = x, but no gradient flows back. */
export const stopGradientOp: MovementOp<NoAttributes> = {
  name: "stopGradient",
  property: { kind: "movement", view: (input) => input },
  infer: (inputs) => [{ shape: inputs[0]!.shape, dtype: inputs[0]!.dtype }],
  vjp: () => [undefined],
  batch: ([x]) => stopGradient(x!),
  sample: (random, shape = sampleShape(random)) => ({
    inputs: [sampleInput(random, shape, sampleDType(random))],
    attributes: {},
  }),
};

/** x under another shape of the same size; one extent may be −1 and follows. Throws: RangeError if sizes differ. */
export function reshape(x: Value, shape: Shape): Value {
  const open = shape.indexOf(-1);
  const rest = sizeOf(shape.filter((_, axis) => axis !== open));
  const resolved =
    open < 0 ? shape : shape.map((extent, axis) => (axis === open ? sizeOf(x.shape) / rest : extent));
  return sameShape(x.shape, resolved) ? x : apply(reshapeOp, [x], { shape: resolved });
}

/** x with its axes in another order. Throws: RangeError unless `order` lists each axis once. */
export function permute(x: Value, order: readonly number[]): Value {
  const same = order.length === x.shape.length && order.every((axis, i) => axis === i);
  return same ? x : apply(permuteOp, [x], { order });
}

/** x with axes of extent 1 repeated. Throws: RangeError if another extent differs. */
export function expand(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(expandOp, [x], { shape });
}

/** Which elements `slice` takes. */
export interface SliceOptions {
  readonly start: readonly number[];
  /** How many elements along each axis. */
  readonly shape: Shape;
  /** 1 on every axis unless given. */
  readonly step?: readonly number[];
}

/** Elements start, start + step, … along each axis. Throws: RangeError if any lies outside x. */
export function slice(x: Value, options: SliceOptions): Value {
  const { start, shape, step = start.map(() => 1) } = options;
  const whole =
    sameShape(x.shape, shape) && start.every((from) => from === 0) && step.every((by) => by === 1);
  return whole ? x : apply(sliceOp, [x], { start, step, shape });
}

/** x with the order along `axes` reversed. */
export function flip(x: Value, axes: readonly number[]): Value {
  if (axes.every((axis) => x.shape[axis]! <= 1)) return x;
  const turned = (axis: number) => axes.includes(axis) && x.shape[axis]! > 0;
  return slice(x, {
    start: x.shape.map((extent, axis) => (turned(axis) ? extent - 1 : 0)),
    step: x.shape.map((_, axis) => (turned(axis) ? -1 : 1)),
    shape: x.shape,
  });
}

/** x, through which no gradient flows. */
export function stopGradient(x: Value): Value {
  return apply(stopGradientOp, [x], {});
}

/** The permutation that undoes `order`. */
export function invertOrder(order: readonly number[]): number[] {
  const inverse = new Array<number>(order.length);
  for (const [i, axis] of order.entries()) inverse[axis] = i;
  return inverse;
}

function isExtent(extent: number): boolean {
  return Number.isInteger(extent) && extent >= 0;
}

function mergeFirst(shape: Shape): Shape {
  return shape.length < 2 ? shape : [shape[0]! * shape[1]!, ...shape.slice(2)];
}

function checkRange(shape: Shape, axis: number, start: number, step: number, extent: number): void {
  const last = start + (extent - 1) * step;
  const inside = (i: number) => Number.isInteger(i) && i >= 0 && i < shape[axis]!;
  if (Number.isInteger(step) && step !== 0 && extent === 0) return;
  if (Number.isInteger(step) && step !== 0 && isExtent(extent) && inside(start) && inside(last)) return;
  throw new RangeError(
    `Cannot slice ${extent} elements from ${start} by steps of ${step} along axis ${axis} of shape ` +
      `${formatShape(shape)}: expected indices from 0 to ${shape[axis]! - 1}, got ${start} to ${last}. ` +
      "Take fewer elements, or start elsewhere.",
  );
}
