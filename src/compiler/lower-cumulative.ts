/** Sums up to each place along an axis: one loop along it, whose lanes are other places. */

import type { Attributes, Node } from "../graph/node.ts";
import type { CumulativeProperty } from "../ops/op.ts";
import { axisOrder, type Expression, type Leaf, type Load, leavesOf } from "./expression.ts";
import { type Counters, type CpuTarget, evaluate, KernelWriter, place, storeValue } from "./kernel-writer.ts";
import type { Launch } from "./lowered/program.ts";
import type { Lowering } from "./lowering.ts";
import { type Dimension, mergeNest, nestOver, type Share, shareOut } from "./nest.ts";

/** About how many vector instructions a chunk executes: some tens of microseconds. */
const chunkWork = 65_536;

/** Lowers an op whose elements are sums of those before them: terms are added one after the other, from +0. */
export function lowerCumulative(
  lowering: Lowering,
  node: Node,
  property: CumulativeProperty<Attributes>,
): void {
  const value = node.outputs[0]!;
  const axis = property.axis(node.attributes);
  const reverse = property.reverse(node.attributes);
  const extent = value.shape[axis]!;
  const expression = lowering.expressionOf(node.inputs[0]!);
  const leaves = leavesOf([expression]);
  const order = axisOrder(value.shape, leaves);
  const home = lowering.home(value, node.op, order);
  if (!value.shape.includes(0)) {
    const views = [home.view, ...leaves.map((leaf) => leaf.view)];
    const along: Dimension = {
      extent,
      strides: views.map(({ strides }) => (reverse ? -strides[axis]! : strides[axis]!)),
    };
    const starts = views.map((view) => ({
      ...view,
      offset: view.offset + (reverse ? (extent - 1) * view.strides[axis]! : 0),
    }));
    const nest = mergeNest(
      nestOver(
        starts,
        order.filter((other) => other !== axis),
      ),
    );
    const work = extent * (expression.cost + leaves.length + 1);
    const { target } = lowering.context;
    const shares = shareOut(nest, Math.max(1, Math.floor((chunkWork * 4) / work)), target.lanes);
    lowering.add(
      shares.map((share) => cumulativeKernel(target, node.op, { expression, leaves, home, along }, share)),
    );
  }
  lowering.define(node, home);
}

/** What is summed, where to, and along what; operand 0 of dimensions is the output, the others are the leaves. */
interface Sums {
  readonly expression: Expression;
  readonly leaves: readonly Leaf[];
  readonly home: Load;
  readonly along: Dimension;
}

function cumulativeKernel(target: CpuTarget, name: string, sums: Sums, share: Share): Launch {
  const writer = new KernelWriter(target);
  const { builder } = writer;
  const { expression, leaves, home, along } = sums;
  const to = writer.parameter(home.storage, "write");
  const last = share.inner.at(-1);
  const sumAlong = (counters: Counters, skipped: number, lanes: number, valid: number): void => {
    const laneStride = (operand: number) => (lanes === 1 ? 0 : last!.strides[operand]!);
    const start = (operand: number) => share.offsets[operand]! + skipped * (last?.strides[operand] ?? 0);
    const zero = builder.constant(home.storage.type, 0, lanes);
    builder.loop("c", along.extent, [zero], (counter, [sum]) => {
      const at: Counters = [...counters, [counter, along]];
      const point = {
        leaves,
        offsets: leaves.map((_, i) => place(i + 1, at, start(i + 1))),
        laneStrides: leaves.map((_, i) => laneStride(i + 1)),
        lanes,
        valid,
      };
      const next = builder.compute("add", sum!, evaluate(writer, expression, point));
      storeValue(
        writer,
        { parameter: to, offset: place(0, at, start(0)), laneStride: laneStride(0) },
        next,
        valid,
      );
      return [next];
    });
  };
  const grid = writer.grid(share.grid);
  if (last === undefined || last.extent < 2) {
    writer.loops(share.inner, grid, (counters) => sumAlong(counters, 0, 1, 1));
  } else {
    writer.loops(share.inner.slice(0, -1), grid, (outside) => {
      writer.overLanes(last, outside, (counters, skipped, valid) =>
        sumAlong(counters, skipped, target.lanes, valid),
      );
    });
  }
  return writer.finish(name);
}
