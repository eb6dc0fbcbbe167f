/** A fused elementwise kernel: one pass over the points, one or more results. */

import type { View } from "../base/view.ts";
import { commonOrder, type Expression, type Leaf, leavesOf, type Storage, sameLeaf } from "./expression.ts";
import { invariantParts } from "./hoist.ts";
import {
  type Counters,
  type CpuTarget,
  evaluate,
  KernelWriter,
  type Point,
  place,
  storeValue,
} from "./kernel-writer.ts";
import type { Affine, Launch, Register } from "./lowered/program.ts";
import { type Dimension, extentOf, mergeNest, nestOver, type Share, shareOut } from "./nest.ts";

/** A result of a kernel: where each point of the expression goes. */
export interface Destination {
  readonly expression: Expression;
  readonly storage: Storage;
  readonly view: View;
}

/** About how many vector instructions a chunk executes: some tens of microseconds. */
const chunkWork = 65_536;

/** Operations on elements from which on two threads share them: a microsecond and a half. */
const sharedWork = 65_536;

/** Launches that compute expressions of one shape; together they cover all points. */
export function lowerElementwise(target: CpuTarget, name: string, results: readonly Destination[]): Launch[] {
  const { shape } = results[0]!.view;
  if (shape.includes(0)) return [];
  const leaves = leavesOf(results.map((result) => result.expression));
  const order = commonOrder(shape, [...results.map(asLeaf), ...leaves]);
  const views = [...results.map((result) => result.view), ...leaves.map((leaf) => leaf.view)];
  const nest = mergeNest(nestOver(views, order));
  const cost = Math.max(1, ...results.map((result) => result.expression.cost)) + leaves.length;
  const points = extentOf(nest.dimensions);
  const most = points * cost < sharedWork ? points : Math.ceil(points / 2);
  const wanted = Math.min(most, Math.floor((chunkWork * 4) / cost));
  const shares = shareOut(nest, Math.max(256, wanted), 16);
  return shares.map((share) => new ElementwiseKernel(target, results, leaves, share).launch(name));
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

/** One kernel: the points of a share. Operands of its dimensions are the results, then the leaves. */
class ElementwiseKernel {
  private readonly writer: KernelWriter;
  private readonly results: readonly Destination[];
  private readonly leaves: readonly Leaf[];
  private readonly share: Share;
  /** The innermost loop, whose points are the lanes of vectors; none where there is one point. */
  private readonly lane: Dimension | undefined;

  constructor(target: CpuTarget, results: readonly Destination[], leaves: readonly Leaf[], share: Share) {
    this.writer = new KernelWriter(target);
    this.results = results;
    this.leaves = leaves;
    this.share = share;
    const last = share.inner[share.inner.length - 1];
    this.lane = last !== undefined && last.extent > 1 ? last : undefined;
    const read = new Set(leaves.map((leaf) => (leaf.kind === "load" ? leaf.storage : undefined)));
    for (const { storage } of results) this.writer.parameter(storage, read.has(storage) ? "update" : "write");
  }

  launch(name: string): Launch {
    const { writer, share, lane } = this;
    const counters = writer.grid(share.grid);
    writer.loops(lane === undefined ? share.inner : share.inner.slice(0, -1), counters, (at) => {
      if (lane === undefined) this.writePoints(this.pointAt(at, 0, 1), new Map());
      else this.writeVectors(at, lane);
    });
    return writer.finish(name);
  }

  private writeVectors(counters: Counters, lane: Dimension): void {
    const hoisted = this.hoistInvariants(counters, lane);
    this.writer.overLanes(lane, counters, (at, skipped, valid) => {
      this.writePoints(this.pointAt(at, skipped, valid), new Map(hoisted));
    });
  }

  /** The point at `skipped` points into the lane dimension, of which `valid` are written. */
  private pointAt(counters: Counters, skipped: number, valid: number): KernelPoint {
    const { results, leaves, share, lane, writer } = this;
    const lanes = lane === undefined ? 1 : writer.target.lanes;
    const operands = [...results, ...leaves];
    const offsets = operands.map((_, i) =>
      place(i, counters, share.offsets[i]! + skipped * (lane?.strides[i] ?? 0)),
    );
    const laneStrides = operands.map((_, i) => lane?.strides[i] ?? 0);
    const split = results.length;
    return {
      leaves,
      offsets: offsets.slice(split),
      laneStrides: laneStrides.slice(split),
      lanes,
      valid,
      targets: results.map((_, i) => ({ offset: offsets[i]!, laneStride: laneStrides[i]! })),
    };
  }

  private writePoints(point: KernelPoint, done: Map<Expression, Register>): void {
    const { writer, results } = this;
    const values = results.map((result) => evaluate(writer, result.expression, point, done));
    results.forEach(({ storage }, i) => {
      const address = { parameter: writer.parameter(storage), ...point.targets[i]! };
      storeValue(writer, address, values[i]!, point.valid);
    });
  }

  /** Computes before the inner loop what does not change along it. */
  private hoistInvariants(counters: Counters, lane: Dimension): Map<Expression, Register> {
    const { writer, results, leaves } = this;
    const done = new Map<Expression, Register>();
    const point = this.pointAt(counters, 0, writer.target.lanes);
    const parts = invariantParts(
      results.map((result) => result.expression),
      (leaf) => lane.strides[results.length + leaves.findIndex((other) => sameLeaf(other, leaf))] !== 0,
    );
    for (const part of parts) evaluate(writer, part, point, done);
    return done;
  }
}

/** Where a kernel has come to: its leaves, and where its results go. */
interface KernelPoint extends Point {
  readonly targets: readonly { readonly offset: Affine; readonly laneStride: number }[];
}
