/** Brings a reduction into the form its kernels take: one nest of kept dimensions, terms in order, long ones in blocks. */

import { sizeOf } from "../base/shape.ts";
import type { Value } from "../graph/node.ts";
import type { Buffers } from "./buffers.ts";
import { type Combine, longReduction, reductionBlock, unrolledTerms } from "./combine-terms.ts";
import { axisOrder, denseView, type Expression, elementType, type Load, type Storage } from "./expression.ts";
import { type Draft, passTask } from "./fuse.ts";
import type { CpuTarget } from "./kernel-writer.ts";
import { lowerReduction, type Reduction } from "./lower-reduction.ts";
import type { Launch } from "./lowered/program.ts";
import { type Dimension, extentOf, type Nest } from "./nest.ts";
import { type Pass, reductionOf } from "./pass.ts";

interface ReduceContext {
  readonly target: CpuTarget;
  readonly buffers: Buffers;
}

/** Tasks, one after the other, that reduce `axes` of an expression of the input's shape into `home`. */
export function reduceAxes(
  context: ReduceContext,
  name: string,
  combine: Combine,
  axes: readonly number[],
  input: Pick<Value, "shape" | "dtype">,
  expression: Expression,
  home: Load,
): Draft[] {
  const { shape } = input;
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const strides = shape.map((_, axis) => (axes.includes(axis) ? 0 : home.view.strides[kept.indexOf(axis)]!));
  const reducing = { combine, axes: [...axes].sort((a, b) => a - b) };
  const view = { shape, strides, offset: home.view.offset };
  const pass: Pass = { name, shape, expression, storage: home.storage, view, reducing };
  const whole = reductionOf(pass, reducing);
  if (combine === "sum" && whole.reduced.length > 1 && extentOf(whole.reduced) > unrolledTerms) {
    const order = axisOrder(shape, whole.leaves);
    const keptOrder = order.filter((axis) => kept.includes(axis));
    const keptInside = kept.includes(order[order.length - 1]!);
    const dense = denseView(
      shape,
      keptInside ? [...reducing.axes, ...keptOrder] : [...keptOrder, ...reducing.axes],
    );
    const storage = context.buffers.temporary("copy", elementType(input.dtype), sizeOf(shape));
    const copy: Load = { kind: "load", storage, view: dense, dtype: input.dtype, cost: 0 };
    return [
      passTask({ name: "copy", shape, expression, storage, view: dense }),
      ...reduceAxes(context, name, combine, axes, input, copy, home),
    ];
  }
  const isLong = whole.reduced.length === 1 && whole.reduced[0]!.extent > longReduction;
  if (!isLong || combine === "firstMaximum") return [passTask(pass)];
  return inBlocks(context, whole).map((launches) => ({ kind: "launches", launches }));
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
