/** A fused elementwise kernel: one pass over the points, one or more results. */

import type { View } from "../base/view.ts";
import { axisOrder, type Expression, type Leaf, leavesOf, type Storage } from "./expression.ts";
import {
  type Counters,
  type CpuTarget,
  evaluate,
  KernelWriter,
  type Point,
  place,
  storeValue,
} from "./kernel-writer.ts";
import type { Launch, Register } from "./lowered/program.ts";
import { type Dimension, mergeNest, nestOver, type Share, shareOut } from "./nest.ts";

/** A result of a kernel: where each point of the expression goes. */
export interface Destination {
  readonly expression: Expression;
  readonly storage: Storage;
  readonly view: View;
}

/** About how many vector instructions a chunk executes: some tens of microseconds. */
const chunkWork = 65_536;

/** Registers that may be held across the inner loop for values that do not change in it. */
const hoistLimit = 6;

/** Launches that compute expressions of one shape; together they cover all points. */
export function lowerElementwise(target: CpuTarget, name: string, results: readonly Destination[]): Launch[] {
  const { shape } = results[0]!.view;
  if (shape.includes(0)) return [];
  const leaves = leavesOf(results.map((result) => result.expression));
  const order = axisOrder(shape, [asLeaf(results[0]!), ...leaves]);
  const views = [...results.map((result) => result.view), ...leaves.map((leaf) => leaf.view)];
  const nest = mergeNest(nestOver(views, order));
  const cost = Math.max(1, ...results.map((result) => result.expression.cost)) + leaves.length;
  const shares = shareOut(nest, Math.max(256, Math.floor((chunkWork * 4) / cost)), 16);
  return shares.map((share) => elementwiseKernel(target, name, results, leaves, share));
}

function asLeaf(result: Destination): Leaf {
  return {
    kind: "load",
    storage: result.storage,
    view: result.view,
    dtype: result.expression.dtype,
    cost: 0,
  };
}

function elementwiseKernel(
  target: CpuTarget,
  name: string,
  results: readonly Destination[],
  leaves: readonly Leaf[],
  share: Share,
): Launch {
  const writer = new KernelWriter(target);
  const read = new Set(leaves.map((leaf) => (leaf.kind === "load" ? leaf.storage : undefined)));
  for (const { storage } of results) writer.parameter(storage, read.has(storage) ? "update" : "write");
  const last = share.inner[share.inner.length - 1];
  const outer = share.inner.slice(0, -1);
  const counters = writer.grid(share.grid);
  writer.loops(outer, counters, (at) => {
    if (last === undefined || last.extent < 2) {
      writePoints(writer, results, leaves, share.offsets, at, last, 1, 1, new Map());
      return;
    }
    const { lanes } = target;
    const whole = Math.floor(last.extent / lanes);
    const rest = last.extent % lanes;
    const hoisted = hoistInvariants(writer, results, leaves, share.offsets, at, last);
    const step = { extent: whole, strides: last.strides.map((stride) => stride * lanes) };
    if (whole > 0) {
      writer.loops([step], at, (inside) => {
        writePoints(writer, results, leaves, share.offsets, inside, last, lanes, lanes, new Map(hoisted));
      });
    }
    if (rest > 0) {
      const offsets = share.offsets.map((offset, i) => offset + whole * step.strides[i]!);
      writePoints(writer, results, leaves, offsets, at, last, lanes, rest, new Map(hoisted));
    }
  });
  return writer.finish(name);
}

function pointAt(
  results: number,
  leaves: readonly Leaf[],
  offsets: readonly number[],
  counters: Counters,
  lane: Dimension | undefined,
  lanes: number,
  valid: number,
): Point {
  return {
    leaves,
    offsets: leaves.map((_, i) => place(results + i, counters, offsets[results + i]!)),
    laneStrides: leaves.map((_, i) => lane?.strides[results + i] ?? 0),
    lanes,
    valid,
  };
}

function writePoints(
  writer: KernelWriter,
  results: readonly Destination[],
  leaves: readonly Leaf[],
  offsets: readonly number[],
  counters: Counters,
  lane: Dimension | undefined,
  lanes: number,
  valid: number,
  done: Map<Expression | string, Register>,
): void {
  const point = pointAt(results.length, leaves, offsets, counters, lane, lanes, valid);
  const values = results.map((result) => evaluate(writer, result.expression, point, done));
  results.forEach((result, i) => {
    const address = {
      parameter: writer.parameter(result.storage),
      offset: place(i, counters, offsets[i]!),
      laneStride: lanes === 1 ? 0 : (lane?.strides[i] ?? 0),
    };
    storeValue(writer, address, values[i]!, valid);
  });
}

/** Computes before the inner loop what does not change along it: the largest such parts of the expressions. */
function hoistInvariants(
  writer: KernelWriter,
  results: readonly Destination[],
  leaves: readonly Leaf[],
  offsets: readonly number[],
  counters: Counters,
  lane: Dimension,
): Map<Expression | string, Register> {
  const done = new Map<Expression | string, Register>();
  const { lanes } = writer.target;
  const point = pointAt(results.length, leaves, offsets, counters, lane, lanes, lanes);
  const written = new Set(results.map((result) => result.storage));
  const found = new Map<Expression, boolean>();
  const invariant = (at: Expression): boolean => {
    const known = found.get(at);
    if (known !== undefined) return known;
    let answer = true;
    if (at.kind === "compute") answer = at.operands.map(invariant).every((yes) => yes);
    else if (at.kind !== "constant") {
      const alone = leavesOf([at])[0]!;
      const i = leaves.findIndex((leaf) => leavesOf([leaf, alone]).length === 1);
      answer = lane.strides[results.length + i] === 0 && !(at.kind === "load" && written.has(at.storage));
    }
    found.set(at, answer);
    return answer;
  };
  const seen = new Set<Expression>();
  const visit = (at: Expression): void => {
    if (seen.has(at) || at.kind === "constant") return;
    seen.add(at);
    if (invariant(at)) {
      if (done.size < hoistLimit) evaluate(writer, at, point, done);
    } else if (at.kind === "compute") at.operands.forEach(visit);
  };
  for (const result of results) visit(result.expression);
  return done;
}
