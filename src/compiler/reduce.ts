/** Brings a reduction into the form its kernels take: one nest of kept dimensions, terms in order, long ones in blocks. */

import { sizeOf } from "../base/shape.ts";
import type { Value } from "../graph/node.ts";
import type { Buffers } from "./buffers.ts";
import {
  axisOrder,
  denseView,
  type Expression,
  elementType,
  type Load,
  leavesOf,
  type Storage,
} from "./expression.ts";
import type { CpuTarget } from "./kernel-writer.ts";
import { lowerElementwise } from "./lower-elementwise.ts";
import {
  type Combine,
  longReduction,
  lowerReduction,
  type Reduction,
  reductionBlock,
  unrolledTerms,
} from "./lower-reduction.ts";
import type { Launch } from "./lowered/program.ts";
import { type Dimension, extentOf, mergeDimensions, mergeNest, type Nest, nestOver } from "./nest.ts";

interface ReduceContext {
  readonly target: CpuTarget;
  readonly buffers: Buffers;
}

/** Launches, one list after the other, that reduce `axes` of an expression of the input's shape into `home`. */
export function reduceAxes(
  context: ReduceContext,
  name: string,
  combine: Combine,
  axes: readonly number[],
  input: Pick<Value, "shape" | "dtype">,
  expression: Expression,
  home: Load,
): Launch[][] {
  const { shape } = input;
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const strides = shape.map((_, axis) => (axes.includes(axis) ? 0 : home.view.strides[kept.indexOf(axis)]!));
  const leaves = leavesOf([expression]);
  const views = [{ shape, strides, offset: home.view.offset }, ...leaves.map((leaf) => leaf.view)];
  const order = axisOrder(shape, leaves);
  const keptOrder = order.filter((axis) => kept.includes(axis));
  const reducedOrder = [...axes].sort((a, b) => a - b);
  const reduced = mergeDimensions(nestOver(views, reducedOrder).dimensions);
  if (combine === "sum" && reduced.length > 1 && extentOf(reduced) > unrolledTerms) {
    const keptInside = kept.includes(order[order.length - 1]!);
    const dense = denseView(
      shape,
      keptInside ? [...reducedOrder, ...keptOrder] : [...keptOrder, ...reducedOrder],
    );
    const storage = context.buffers.temporary("copy", elementType(input.dtype), sizeOf(shape));
    const copy: Load = { kind: "load", storage, view: dense, dtype: input.dtype, cost: 0 };
    const copied = lowerElementwise(context.target, "copy", [{ expression, storage, view: dense }]);
    return [copied, ...reduceAxes(context, name, combine, axes, input, copy, home)];
  }
  const whole: Reduction = {
    name,
    combine,
    expression,
    leaves,
    kept: mergeNest(nestOver(views, keptOrder)),
    reduced,
    output: home.storage,
  };
  return inBlocks(context, whole);
}

/** A long reduction as reductions of blocks and a reduction of their results. */
function inBlocks(context: ReduceContext, reduction: Reduction): Launch[][] {
  const { target, buffers } = context;
  const { kept, reduced, expression } = reduction;
  const [only, ...others] = reduced;
  const terms = only?.extent ?? 1;
  if (
    only === undefined ||
    others.length > 0 ||
    terms <= longReduction ||
    reduction.combine === "firstMaximum"
  ) {
    return [lowerReduction(target, reduction)];
  }
  const blocks = Math.floor(terms / reductionBlock);
  const rest = terms % reductionBlock;
  const points = extentOf(kept.dimensions);
  const count = blocks + (rest > 0 ? 1 : 0);
  const partial: Storage = buffers.temporary("partial", elementType(expression.dtype), count * points);
  const dense = denseStrides(kept.dimensions);
  const inPartial = kept.dimensions.map(({ extent, strides }, i) => ({
    extent,
    strides: [dense[i]!, ...strides.slice(1)],
  }));
  const blockSteps: Dimension = {
    extent: blocks,
    strides: [points, ...only.strides.slice(1).map((stride) => stride * reductionBlock)],
  };
  const start = [0, ...kept.offsets.slice(1)];
  const inner = (extent: number): Dimension[] => [{ extent, strides: [0, ...only.strides.slice(1)] }];
  const blocked: Nest = {
    dimensions: [blockSteps, ...inPartial].filter(({ extent }) => extent !== 1),
    offsets: start,
  };
  const first = lowerReduction(target, {
    ...reduction,
    kept: blocked,
    reduced: inner(reductionBlock),
    output: partial,
  });
  if (rest > 0) {
    const offsets = start.map((offset, i) => offset + blocks * blockSteps.strides[i]!);
    const nest = { dimensions: inPartial, offsets };
    first.push(
      ...lowerReduction(target, { ...reduction, kept: nest, reduced: inner(rest), output: partial }),
    );
  }
  const load: Load = {
    kind: "load",
    storage: partial,
    view: { shape: [count * points], strides: [1], offset: 0 },
    dtype: expression.dtype,
    cost: 0,
  };
  const second = inBlocks(context, {
    ...reduction,
    expression: load,
    leaves: [load],
    kept: {
      dimensions: kept.dimensions.map(({ extent, strides }, i) => ({
        extent,
        strides: [strides[0]!, dense[i]!],
      })),
      offsets: [kept.offsets[0]!, 0],
    },
    reduced: [{ extent: count, strides: [0, points] }],
  });
  return [first, ...second];
}

function denseStrides(dimensions: readonly Dimension[]): number[] {
  let stride = 1;
  return [...dimensions]
    .reverse()
    .map(({ extent }) => {
      const own = stride;
      stride *= extent;
      return own;
    })
    .reverse();
}
