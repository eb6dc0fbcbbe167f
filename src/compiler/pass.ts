/**
 * A pass: one expression over the points of a space, whose values are written, or combined along some axes. Lowering
 * makes passes; kernels are made of one pass, or of several that walk over the same points (`fuse.ts`).
 */

import type { View } from "../base/view.ts";
import type { Combine } from "./combine-terms.ts";
import { axisOrder, type Expression, leavesOf, moveExpression, type Storage } from "./expression.ts";
import type { CpuTarget } from "./kernel-writer.ts";
import { lowerElementwise } from "./lower-elementwise.ts";
import { lowerReduction, type Reduction } from "./lower-reduction.ts";
import type { Launch } from "./lowered/program.ts";
import { mergeDimensions, mergeNest, nestOver } from "./nest.ts";

/** What a reduction does along which axes, ascending: the terms are in row-major order of these. */
export interface Reducing {
  readonly combine: Combine;
  readonly axes: readonly number[];
}

/** An expression over a space. Its leaves' views have the shape of the space. */
export interface Pass {
  readonly name: string;
  /** Without axes of extent 1. */
  readonly shape: readonly number[];
  readonly expression: Expression;
  /** Where the results go. */
  readonly storage: Storage;
  /** Where the result of a point lies; of stride 0 along the axes that are reduced. */
  readonly view: View;
  readonly reducing?: Reducing;
}

/** The pass without axes of extent 1. */
export function squeeze(pass: Pass): Pass {
  const { shape, reducing } = pass;
  if (!shape.includes(1)) return pass;
  const axes = shape.map((_, axis) => axis).filter((axis) => shape[axis] !== 1);
  const change = (view: View): View => ({
    shape: axes.map((axis) => shape[axis]!),
    strides: axes.map((axis) => view.strides[axis]!),
    offset: view.offset,
  });
  const view = change(pass.view);
  const squeezed = { ...pass, shape: view.shape, expression: moveExpression(pass.expression, change)!, view };
  if (reducing === undefined) return squeezed;
  const kept = reducing.axes.filter((axis) => shape[axis] !== 1).map((axis) => axes.indexOf(axis));
  return { ...squeezed, reducing: { ...reducing, axes: kept } };
}

/** The kernel of a pass on its own. */
export function launchesOf(target: CpuTarget, pass: Pass): Launch[] {
  const { name, expression, storage, view, reducing } = pass;
  return reducing === undefined
    ? lowerElementwise(target, name, [{ expression, storage, view }])
    : lowerReduction(target, reductionOf(pass, reducing));
}

/** The nests of a pass that reduces. */
export function reductionOf(pass: Pass, { combine, axes }: Reducing): Reduction {
  const { name, shape, expression, storage, view } = pass;
  const leaves = leavesOf([expression]);
  const views = [view, ...leaves.map((leaf) => leaf.view)];
  const kept = axisOrder(shape, leaves).filter((axis) => !axes.includes(axis));
  return {
    name,
    combine,
    expression,
    leaves,
    kept: mergeNest(nestOver(views, kept)),
    reduced: mergeDimensions(nestOver(views, axes).dimensions),
    output: storage,
  };
}
