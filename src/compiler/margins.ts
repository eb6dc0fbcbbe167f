/**
 * Values that products read with zeros around them. One that is computed by a kernel lies inside its zeros from the
 * start; others are copied between zeros once, and all products that want the same zeros read the same copy.
 */

import { sliceView, type View } from "../base/view.ts";
import type { Node, Value } from "../graph/node.ts";
import type { Contraction, Margins } from "../ops/op.ts";
import { opOf } from "../ops/table.ts";
import { axisOrder, denseView, elementType, type Load, type Storage } from "./expression.ts";
import { lowerElementwise } from "./lower-elementwise.ts";
import type { Lowering } from "./lowering.ts";

/** The zeros around the left side of a product, and how its terms go through it. */
export interface Frame extends Margins {
  /** The axis that the innermost loop over terms goes along. */
  readonly walked: number | undefined;
}

/** A value with zeros around it. */
export interface Framed {
  readonly storage: Storage;
  /** Where the first of the zeros lies. */
  readonly offset: number;
  /** Positions of its axes in memory, in the order in which the value's own lie. */
  readonly order: readonly number[];
}

/** The zeros that a node reads around its left side, if it is a product and reads any. */
export function frameOf(node: Node): Frame | undefined {
  const { property } = opOf(node);
  if (property.kind !== "contraction") return undefined;
  const margins = property.margins?.(node.inputs, node.attributes);
  if (margins === undefined) return undefined;
  return { ...margins, walked: innermostTerms(property.contraction(node.inputs, node.attributes)) };
}

function innermostTerms({ loops, left }: Contraction): number | undefined {
  const innermost = loops.findLastIndex(({ role, extent }) => role === "reduce" && extent > 1);
  const axis = left.findIndex((coefficients) => (coefficients[innermost] ?? 0) !== 0);
  return axis === -1 ? undefined : axis;
}

/** A new buffer for a value in this order of axes, inside the zeros of its first reader with such; undefined without. */
export function homeInFrame(
  lowering: Lowering,
  value: Value,
  name: string,
  order: readonly number[],
): Load | undefined {
  const frame = lowering.uses.frames.get(value);
  const { fusion, target, buffers } = lowering.context;
  if (frame === undefined || !fusion || lowering.hasDestination(value) || value.shape.includes(0))
    return undefined;
  const shape = framedShape(value.shape, frame);
  if (walkedLast(shape, order, frame, target.lanes).some((axis, at) => axis !== order[at])) return undefined;
  const whole = denseView(shape, order);
  const slack = (zeros: readonly number[]): number =>
    Math.max(...shape.map((_, axis) => zeros[axis]! * whole.strides[axis]!));
  const [before, after] = [slack(frame.high), slack(frame.low)];
  const length = before + shape.reduce((a, b) => a * b) + after;
  const storage = buffers.temporary(name, elementType(value.dtype), length);
  const framed: Load = {
    kind: "load",
    storage,
    view: { ...whole, offset: before },
    dtype: value.dtype,
    cost: 0,
  };
  for (const view of zerosOf(framed.view, order, frame)) {
    const expression = { kind: "constant", value: 0, dtype: value.dtype, cost: 0 } as const;
    lowering.add(lowerElementwise(target, "fill", [{ expression, storage, view }]), { margins: true });
  }
  const home: Load = { ...framed, view: inside(framed.view, frame, value.shape) };
  const given = memoryOrder(home, value.shape);
  const places = order.map((axis) => given.indexOf(axis));
  lowering.framed.set(keyOf(home, value.shape, frame), { storage, offset: before, order: places });
  return home;
}

/**
 * Where the zeros lie, an axis at a time. Those behind an element of an axis and before the next one of the axes outside
 * are neighbours in memory: they are one run, also before the first element and behind the last.
 */
function zerosOf(whole: View, order: readonly number[], { low, high }: Margins): View[] {
  return order.flatMap((axis, position) => {
    const zeros = low[axis]! + high[axis]!;
    if (zeros === 0) return [];
    const [extent, stride] = [whole.shape[axis]!, whole.strides[axis]!];
    const outer = order.slice(0, position).reduce((product, other) => product * whole.shape[other]!, 1);
    return {
      shape: [outer + 1, zeros * stride],
      strides: [extent * stride, 1],
      offset: whole.offset - high[axis]! * stride,
    };
  });
}

/** The value with the zeros that a product reads around it. */
export function withMargins(lowering: Lowering, value: Value, frame: Frame | undefined): Load {
  const load = lowering.inBuffer(value);
  if (frame === undefined) return load;
  const shape = framedShape(value.shape, frame);
  const given = memoryOrder(load, value.shape);
  const key = keyOf(load, value.shape, frame);
  const known = lowering.framed.get(key);
  if (known !== undefined) {
    const order = known.order.map((place) => given[place]!);
    const view = { ...denseView(shape, order), offset: known.offset };
    return { kind: "load", storage: known.storage, view, dtype: value.dtype, cost: 0 };
  }
  const order = walkedLast(shape, given, frame, lowering.context.target.lanes);
  const padded = lowering.temporary({ shape, dtype: value.dtype }, "padded", order);
  const places = order.map((axis) => given.indexOf(axis));
  lowering.framed.set(key, { storage: padded.storage, offset: 0, order: places });
  lowering.fill(0, padded);
  lowering.write(load, padded.storage, inside(padded.view, frame, value.shape), "pad");
  return padded;
}

function framedShape(shape: readonly number[], { low, high }: Margins): number[] {
  return shape.map((extent, axis) => low[axis]! + extent + high[axis]!);
}

function inside(view: View, { low }: Margins, shape: readonly number[]): View {
  const steps = shape.map(() => 1);
  return sliceView(view, low, steps, shape);
}

function memoryOrder(load: Load, shape: readonly number[]): readonly number[] {
  return axisOrder(shape, [load]);
}

/** The order with the axis innermost that the terms go along, if they fill vectors. */
function walkedLast(
  shape: readonly number[],
  order: readonly number[],
  { walked }: Frame,
  lanes: number,
): readonly number[] {
  if (walked === undefined || shape[walked]! < lanes) return order;
  return [...order.filter((axis) => axis !== walked), walked];
}

/** What a value is between its zeros: the same elements in the same order, and the same zeros. */
function keyOf(load: Load, shape: readonly number[], { low, high }: Margins): string {
  const { storage, view } = load;
  const axes = memoryOrder(load, shape).map((axis) => [
    shape[axis],
    view.strides[axis],
    low[axis],
    high[axis],
  ]);
  const { buffer, offset, oddOffset } = storage;
  const terms = offset.terms.map(({ coefficient }) => coefficient);
  return JSON.stringify([buffer, offset.constant, terms, oddOffset, view.offset, axes]);
}
