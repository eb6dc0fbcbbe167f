/** Shares of tiles: every place of every image is in one tile, and no share has more chunks than were asked for by far. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { type Dimension, extentOf } from "./nest.ts";
import { shareTiles, type TileShare } from "./tile-shares.ts";

/** Offsets of all points of some loops. */
function pointsOf(dimensions: readonly Dimension[], start: number): number[] {
  return dimensions.reduce(
    (points, { extent, strides }) =>
      points.flatMap((point) => Array.from({ length: extent }, (_, i) => point + i * strides[0]!)),
    [start],
  );
}

function placesOf({ grid, outer, inner, places, offsets }: TileShare, axes: readonly Dimension[]): number[] {
  const within = axes.map(({ strides }, axis) => ({ extent: places[axis]!, strides }));
  return pointsOf([...grid, ...outer, ...inner, ...within], offsets[0]!);
}

test("every place is in one tile, whatever the extents", () => {
  const random = new Random(1);
  for (let i = 0; i < 300; i++) {
    const [images, high, wide] = [random.integer(1, 70), random.integer(1, 40), random.integer(1, 90)];
    const axes = [
      { extent: high, strides: [wide] },
      { extent: wide, strides: [1] },
    ] as const;
    const chunks = random.integer(1, 20);
    const plane = { images: { extent: images, strides: [high * wide] }, axes };
    const shares = shareTiles(plane, random.integer(1, 600), chunks);
    const found = shares.flatMap((share) => placesOf(share, axes)).sort((a, b) => a - b);
    const what = `${images} of ${high} × ${wide} in ${chunks} chunks`;
    assert.equal(found.length, images * high * wide, what);
    assert.ok(
      found.every((place, at) => place === at),
      what,
    );
    for (const { grid } of shares) assert.ok(extentOf(grid) <= 4 * chunks, `${what}: ${extentOf(grid)}`);
  }
});
