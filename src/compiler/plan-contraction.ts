/**
 * How a sum of products is laid out in loops, and how its right side is read.
 *
 * Terms are added in the order of the reduce loops, in blocks that depend on the extents alone: the longest run of
 * inner loops with at most 1,024 terms, or 256 terms of an inner loop that is longer. Each block is summed from +0
 * in one chain, and the blocks are added to the output in ascending order.
 */

import type { View } from "../base/view.ts";
import type { Contraction } from "../ops/op.ts";
import type { Storage } from "./expression.ts";
import type { CpuTarget } from "./kernel-writer.ts";
import { type Dimension, extentOf, mergeDimensions } from "./nest.ts";
import { tileShape } from "./tile.ts";

const blockTerms = 1_024;
const longLoopBlock = 256;

/** A right side whose terms lie at most this many elements apart is read where it is: it is as good as packed. */
const nearbyTerms = 16;
const fewRows = 8;

/** Strides of the dimensions below: along the left side, the right side, the output, and the count of terms. */
export const left = 0;
/** Position of the stride along the right side. */
export const right = 1;
/** Position of the stride along the output. */
export const output = 2;
/** Position of the stride in the count of terms. */
export const term = 3;
/** Position of the stride along the first of the operands that the sums are used with. */
export const firstAfter = 4;

/** Where an operand starts, and its stride along each loop of a contraction. */
export interface Path {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** One side of a contraction: a path through a buffer. */
export interface Side extends Path {
  readonly storage: Storage;
}

/** The loops around a run of terms summed in one chain, and the loops of the chain. */
export interface Block {
  readonly outer: readonly Dimension[];
  readonly inner: readonly Dimension[];
  /** Position of the first term in each operand: left, right, output (0), term. */
  readonly start: readonly number[];
}

/** The columns, cut into panels as wide as a tile. */
export interface Panels {
  readonly first: number;
  readonly count: number;
  /** Columns of each. */
  readonly columns: number;
}

/** What a contraction reads and writes, as paths along its loops. */
export interface ContractionSides {
  readonly left: Side;
  readonly right: Side;
  readonly output: Side;
  /** Of what is read and written when the sums are done, at the points of the output. */
  readonly after: readonly Path[];
}

/** The loops of a product, its blocks of terms and its panels of columns. */
export interface ContractionPlan extends ContractionSides {
  readonly batch: readonly Dimension[];
  readonly rows: readonly Dimension[];
  readonly column: Dimension;
  readonly reduce: readonly Dimension[];
  readonly blocks: readonly Block[];
  readonly panels: readonly Panels[];
  /** Terms of each sum. */
  readonly terms: number;
  /** Elements of the packed right side; undefined where it is read as it lies. */
  readonly packedLength: number | undefined;
  /** Columns of the packed right side: whole vectors. */
  readonly packedColumns: number;
}

/** Strides along the loops of an operand, from its view and the contraction's index map. */
export function sideOf(
  storage: Storage,
  view: View,
  map: readonly (readonly number[])[],
  loops: number,
): Side {
  return { storage, ...pathOf(view, map, loops) };
}

/** The path of a view whose axes are sums of the loops' counters as `map` says. */
export function pathOf(view: View, map: readonly (readonly number[])[], loops: number): Path {
  const strides = Array.from({ length: loops }, (_, loop) =>
    view.strides.reduce((sum, stride, axis) => sum + stride * map[axis]![loop]!, 0),
  );
  return { offset: view.offset, strides };
}

/** The axes of the output with the columns innermost, so that tiles store whole vectors. */
export function outputOrder(contraction: Contraction): number[] {
  const rank = (axis: number): number => {
    const roles = contraction.loops.filter((_, loop) => contraction.output[axis]![loop] !== 0);
    if (roles.some((loop) => loop.role === "column")) return 2;
    return roles.some((loop) => loop.role === "row") ? 1 : 0;
  };
  return contraction.output.map((_, axis) => axis).sort((a, b) => rank(a) - rank(b) || a - b);
}

/** Works out the loops of a product and how its right side is read. */
export function planContraction(
  target: CpuTarget,
  contraction: Contraction,
  sides: ContractionSides,
): ContractionPlan {
  const { after } = sides;
  const operands = [sides.left, sides.right, sides.output];
  const withRole = (role: string): Dimension[] =>
    contraction.loops.flatMap(({ extent, role: own }, i) => {
      if (own !== role || extent === 1) return [];
      const [before, behind] = [operands, after].map((paths) => paths.map(({ strides }) => strides[i]!));
      return [{ extent, strides: [...before!, 0, ...behind!] }];
    });
  const reduce = countTerms(withRole("reduce"));
  const columns = mergeDimensions(withRole("column"));
  const column = columns[columns.length - 1] ?? { extent: 1, strides: [0, 0, 1, 0, ...after.map(() => 0)] };
  const batchLoops = [...withRole("batch"), ...columns.slice(0, -1)];
  const batch = mergeDimensions(batchLoops.filter((loop) => loop.strides[right] !== 0));
  const rows = mergeDimensions([
    ...batchLoops.filter((loop) => loop.strides[right] === 0),
    ...withRole("row"),
  ]);
  const panels = panelsOf(target, column.extent);
  const terms = extentOf(reduce);
  const packedColumns = packedColumnsOf(target, panels);
  const direct =
    column.strides[right] === 1 &&
    column.extent % target.lanes === 0 &&
    (extentOf(rows) <= fewRows ||
      reduce.every((loop, i) => i < reduce.length - 1 || loop.strides[right]! <= nearbyTerms));
  return {
    batch,
    rows,
    column,
    reduce,
    blocks: blocksOf(reduce),
    panels,
    terms,
    ...sides,
    packedLength: direct ? undefined : extentOf(batch) * packedColumns * terms,
    packedColumns,
  };
}

/** Columns of panels in whole vectors. */
export function packedColumnsOf({ lanes }: CpuTarget, panels: readonly Panels[]): number {
  return panels.reduce((sum, part) => sum + part.count * Math.ceil(part.columns / lanes) * lanes, 0);
}

/** Columns in panels as wide as a tile, and a narrower one for the rest. */
export function panelsOf(target: CpuTarget, columns: number): Panels[] {
  const width = tileShape(target).vectors * target.lanes;
  const count = Math.floor(columns / width);
  const panels: Panels[] = [];
  if (count > 0) panels.push({ first: 0, count, columns: width });
  if (columns > count * width)
    panels.push({ first: count * width, count: 1, columns: columns - count * width });
  return panels;
}

/** Reduce loops with their stride in the count of terms. */
function countTerms(reduce: readonly Dimension[]): Dimension[] {
  let step = 1;
  const counted: Dimension[] = [];
  for (const { extent, strides } of [...reduce].reverse()) {
    counted.unshift({ extent, strides: [...strides.slice(0, term), step] });
    step *= extent;
  }
  return counted;
}

function blocksOf(reduce: readonly Dimension[]): Block[] {
  const last = reduce[reduce.length - 1];
  if (last === undefined) return [{ outer: [], inner: [], start: [0, 0, 0, 0] }];
  const before = reduce.slice(0, -1);
  if (last.extent <= blockTerms) {
    let inner = 1;
    let at = reduce.length;
    while (at > 0 && inner * reduce[at - 1]!.extent <= blockTerms) inner *= reduce[--at]!.extent;
    return [{ outer: reduce.slice(0, at), inner: reduce.slice(at), start: [0, 0, 0, 0] }];
  }
  const count = Math.floor(last.extent / longLoopBlock);
  const rest = last.extent % longLoopBlock;
  const along = (by: number): number[] => last.strides.map((stride) => stride * by);
  const whole: Block = {
    outer: [...before, { extent: count, strides: along(longLoopBlock) }],
    inner: [{ extent: longLoopBlock, strides: last.strides }],
    start: [0, 0, 0, 0],
  };
  if (rest === 0) return [whole];
  const shorter: Block = {
    outer: before,
    inner: [{ extent: rest, strides: last.strides }],
    start: along(count * longLoopBlock),
  };
  return [whole, shorter];
}
