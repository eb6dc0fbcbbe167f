/** Loop nests: the extents to go through, and how far each operand moves along each of them. */

import type { View } from "../base/view.ts";

/** One loop of a nest. */
export interface Dimension {
  readonly extent: number;
  /** One stride an operand. */
  readonly strides: readonly number[];
}

/** Loops, and where each operand starts. */
export interface Nest {
  /** Outermost first. */
  readonly dimensions: readonly Dimension[];
  /** Where each operand starts. */
  readonly offsets: readonly number[];
}

/** The nest over some axes of views of equal shape, in the order given, without axes of extent 1. */
export function nestOver(views: readonly View[], axes: readonly number[]): Nest {
  const dimensions = axes
    .map((axis) => ({
      extent: views[0]!.shape[axis]!,
      strides: views.map((view) => view.strides[axis]!),
    }))
    .filter((dimension) => dimension.extent !== 1);
  return { dimensions, offsets: views.map((view) => view.offset) };
}

/**
 * Neighbouring dimensions made one wherever operands run through both in one stride: all of them, or those that are
 * named. The strides of others are without meaning then.
 */
export function mergeDimensions(dimensions: readonly Dimension[], operands?: readonly number[]): Dimension[] {
  const merged: Dimension[] = [];
  for (const inner of dimensions) {
    const outer = merged[merged.length - 1];
    const matter = operands ?? inner.strides.map((_, i) => i);
    if (outer && matter.every((i) => outer.strides[i] === inner.strides[i]! * inner.extent)) {
      merged[merged.length - 1] = { extent: outer.extent * inner.extent, strides: inner.strides };
    } else {
      merged.push(inner);
    }
  }
  return merged;
}

/** The nest with neighbouring dimensions merged. */
export function mergeNest(nest: Nest): Nest {
  return { dimensions: mergeDimensions(nest.dimensions), offsets: nest.offsets };
}

/** A part of a nest: which dimensions are spread over chunks and which are loops inside a chunk. */
export interface Share {
  readonly grid: readonly Dimension[];
  readonly inner: readonly Dimension[];
  readonly offsets: readonly number[];
}

/**
 * Cuts a nest into chunks of about `target` points: the outer dimensions become the grid, and the dimension that
 * does not fit is cut into blocks of a multiple of `multiple`. What is left over is a second share. Depends on the
 * extents only, never on the number of threads.
 */
export function shareOut(nest: Nest, target: number, multiple: number): Share[] {
  let points = nest.dimensions.reduce((product, dimension) => product * dimension.extent, 1);
  const { dimensions, offsets } = nest;
  for (let at = 0; at < dimensions.length; at++) {
    const dimension = dimensions[at]!;
    const below = points / dimension.extent;
    const grid = dimensions.slice(0, at);
    if (points <= target) return [{ grid, inner: dimensions.slice(at), offsets }];
    const last = at === dimensions.length - 1;
    if (below < target && (last || below * 2 <= target)) {
      const step = last ? multiple : 1;
      const block = Math.max(step, Math.floor(target / below / step) * step);
      return cut(nest, at, block);
    }
    points = below;
  }
  return [{ grid: dimensions, inner: [], offsets }];
}

/** Dimension `at` in blocks: those before it and the count of blocks are the grid. */
function cut(nest: Nest, at: number, block: number): Share[] {
  const { dimensions, offsets } = nest;
  const dimension = dimensions[at]!;
  const grid = dimensions.slice(0, at);
  const after = dimensions.slice(at + 1);
  const blocks = Math.floor(dimension.extent / block);
  const rest = dimension.extent - blocks * block;
  const shares: Share[] = [];
  if (blocks > 0) {
    const steps = { extent: blocks, strides: dimension.strides.map((stride) => stride * block) };
    const inside = { extent: block, strides: dimension.strides };
    shares.push({ grid: [...grid, steps], inner: [inside, ...after], offsets });
  }
  if (rest > 0) {
    const moved = offsets.map((offset, i) => offset + dimension.strides[i]! * blocks * block);
    shares.push({
      grid,
      inner: [{ extent: rest, strides: dimension.strides }, ...after],
      offsets: moved,
    });
  }
  return shares;
}

/** How many points some dimensions have together. */
export function extentOf(dimensions: readonly Dimension[]): number {
  return dimensions.reduce((product, dimension) => product * dimension.extent, 1);
}
