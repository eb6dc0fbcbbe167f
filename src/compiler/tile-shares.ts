/**
 * How a plane of places is cut into tiles of 2 × 2, the tiles of many images into blocks, and these into chunks. Depends
 * on extents alone.
 */

import { type Dimension, extentOf } from "./nest.ts";

/** Elements that the tiles of a block take at all points: what passes from one step to the next stays in near caches. */
const blockRoom = 8_192;

/** Tiles that share the weights while these are in the first cache. */
const leastTiles = 16;

/** The places of some images: how far the operands move from image to image, and from place to place along both axes. */
export interface Places {
  readonly images: Dimension;
  readonly axes: readonly [Dimension, Dimension];
}

/** Tiles that one launch goes through: equal blocks of equal tiles. */
export interface TileShare {
  /** Places of a tile along both axes: 2, or 1 at the end of an odd axis. */
  readonly places: readonly [number, number];
  /** Blocks that are chunks, and blocks that a chunk goes through one after the other. */
  readonly grid: readonly Dimension[];
  readonly outer: readonly Dimension[];
  /** Images, rows and columns of tiles in a block. */
  readonly inner: readonly Dimension[];
  /** Where the share starts in each operand. */
  readonly offsets: readonly number[];
}

/** Tiles of one extent along an axis. */
interface Part {
  readonly first: number;
  readonly tiles: Dimension;
  readonly places: number;
}

/** Cuts places into shares of blocks that hold `perTile` elements a tile and point, in about `chunks` chunks. */
export function shareTiles({ images, axes }: Places, perTile: number, chunks: number): TileShare[] {
  const wanted = Math.max(leastTiles, Math.round(blockRoom / (16 * perTile)));
  return partsOf(axes[0]).flatMap((rows) =>
    partsOf(axes[1]).flatMap((columns) => {
      const perRow = evenly(columns.tiles.extent, wanted);
      const perImage = evenly(rows.tiles.extent, Math.round(wanted / perRow));
      const together = evenly(images.extent, Math.round(wanted / (perRow * perImage)));
      const start = addAll([along(axes[0], rows.first), along(axes[1], columns.first)]);
      return cut(images, together).flatMap((image) =>
        cut(rows.tiles, perImage).flatMap((row) =>
          cut(columns.tiles, perRow).flatMap((column) => {
            const parts = [image, row, column];
            const share = {
              places: [rows.places, columns.places] as const,
              inner: parts.map(({ inside }) => inside),
              offsets: addAll([start, ...parts.map(({ offsets }) => offsets)]),
            };
            return spread(
              share,
              parts.map(({ blocks }) => blocks),
              chunks,
            );
          }),
        ),
      );
    }),
  );
}

/** Whole tiles, then the one that is left over. */
function partsOf(axis: Dimension): Part[] {
  const tiles = Math.floor(axis.extent / 2);
  const part = (first: number, extent: number, places: number): Part => ({
    first,
    tiles: { extent, strides: along(axis, 2) },
    places,
  });
  const whole = tiles === 0 ? [] : [part(0, tiles, 2)];
  return axis.extent % 2 === 0 ? whole : [...whole, part(2 * tiles, 1, 1)];
}

/** Spreads blocks over chunks, those of the images first; a chunk goes through the others one after the other. */
function spread(
  share: Omit<TileShare, "grid" | "outer">,
  [first, ...others]: readonly Dimension[],
  chunks: number,
): TileShare[] {
  if (first === undefined) return [{ ...share, grid: [], outer: [] }];
  const size = evenly(first.extent, Math.ceil(first.extent / chunks));
  return cut(first, size).flatMap(({ blocks, inside, offsets }) => {
    const moved = { ...share, offsets: addAll([share.offsets, offsets]) };
    return spread(moved, others, Math.max(1, chunks / blocks.extent)).map(({ grid, outer, ...rest }) => ({
      ...rest,
      grid: [blocks, ...grid],
      outer: [inside, ...outer],
    }));
  });
}

/** The size of parts of about `most`: one that leaves no rest if there is one not much smaller, else parts as alike as can be. */
function evenly(extent: number, most: number): number {
  const least = Math.ceil(extent / Math.max(1, most));
  for (let count = least; count <= Math.min(2 * least, extent); count++) {
    if (extent % count === 0) return extent / count;
  }
  return Math.ceil(extent / least);
}

/** A dimension in blocks: those that are whole, and the rest. */
function cut(
  dimension: Dimension,
  size: number,
): { blocks: Dimension; inside: Dimension; offsets: readonly number[] }[] {
  const { extent, strides } = dimension;
  const count = Math.floor(extent / size);
  const part = (blocks: number, inside: number, from: number) => ({
    blocks: { extent: blocks, strides: along(dimension, size) },
    inside: { extent: inside, strides },
    offsets: along(dimension, from),
  });
  const whole = part(count, size, 0);
  const rest = extent - count * size;
  return rest === 0 ? [whole] : [whole, part(1, rest, count * size)];
}

function along({ strides }: Dimension, by: number): number[] {
  return strides.map((stride) => stride * by);
}

function addAll(parts: readonly (readonly number[])[]): number[] {
  return parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0));
}

/** Points of a tile along both axes: one for each element under its places. */
export function pointsOf([down, along]: TileShare["places"]): readonly [number, number] {
  return [down + 2, along + 2];
}

/** Elements of a line of the cache: rooms of points are that much more than a power of two apart. */
const line = 16;

/** Elements that a point's room for some tiles takes. */
export function pointRoom(tiles: number, perTile: number): number {
  return Math.ceil((tiles * perTile) / line) * line + line;
}

/** The dimensions of a share's tiles with a stride of their own in an operand that holds `perTile` elements a tile. */
export function inRoom(tiles: readonly Dimension[], operand: number, perTile: number): Dimension[] {
  let tile = extentOf(tiles);
  return tiles.map(({ extent, strides }) => {
    tile /= extent;
    return { extent, strides: strides.map((by, i) => (i === operand ? tile * perTile : by)) };
  });
}
