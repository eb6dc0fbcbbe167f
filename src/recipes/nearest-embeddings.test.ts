import assert from "node:assert/strict";
import { test } from "node:test";
import { membraneSide, membranes } from "./membranes.ts";
import { bestThreshold, type Embedded, nearestTo, pairs, vote } from "./nearest-embeddings.ts";

const line: Embedded = {
  points: Float32Array.of(0, 1, 2, 10, 11, 12, 30),
  width: 1,
  labels: [0, 0, 0, 1, 1, 1, 1],
};

test("the nearest come first, and most of them decide", () => {
  assert.deepEqual(nearestTo(line, 3, line), [3, 4, 5, 2, 1]);
  assert.equal(vote([3, 1, 1, 2, 3]), 3);
  assert.equal(vote([2, 1, 1]), 1);
});

test("each example makes a pair of the same and one of different labels, and the threshold divides them best", () => {
  const found = pairs(line);
  assert.equal(found.length, 14);
  assert.equal(found.filter(({ same }) => same).length, 7);
  const threshold = bestThreshold(found);
  const right = found.filter(({ distance, same }) => distance < threshold === same).length;
  // The pair of 12 and 30 is as far apart as different ones: it cannot be right.
  assert.ok(right >= 12 && threshold > 2 && threshold < 18, `${right}, ${threshold}`);
});

test("generated membranes are dark, thin and the same for the same seed", () => {
  const [pictures, masks] = membranes(3, 5).columns.map(({ data }) => data) as [Float32Array, Float32Array];
  assert.equal(pictures.length, 3 * membraneSide ** 2);
  assert.deepEqual(membranes(3, 5).columns[0]!.data, pictures);
  const share = masks.reduce((sum, mask) => sum + mask) / masks.length;
  assert.ok(share > 0.05 && share < 0.35, `${share} of the pixels`);
  const mean = (of: number) => {
    const values = pictures.filter((_, i) => masks[i] === of);
    return values.reduce((sum, value) => sum + value) / values.length;
  };
  assert.ok(mean(1) < mean(0) - 0.15);
});
