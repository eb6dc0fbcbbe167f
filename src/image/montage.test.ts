import assert from "node:assert/strict";
import { test } from "node:test";
import { montage } from "./montage.ts";
import type { Plane } from "./resize-plane.ts";

const plane = (level: number): Plane => ({ width: 2, height: 2, data: Float32Array.of(level, 0, 0, 1) });

test("each pixel becomes a square, and pictures stand in rows of eight", () => {
  const one = montage([[plane(0.5)]]);
  assert.deepEqual([one.width, one.height, one.channels], [224, 224, 1]);
  const at = (x: number, y: number): number => one.data[y * one.width + x]!;
  assert.deepEqual([at(0, 0), at(111, 111), at(112, 0), at(0, 112), at(223, 223)], [128, 128, 0, 0, 255]);
  const nine = montage(Array.from({ length: 9 }, () => [plane(1)]));
  assert.deepEqual([nine.width, nine.height], [8 * 228 - 4, 2 * 228 - 4]);
  const colored = montage([[plane(1), plane(0), plane(0)]]);
  assert.deepEqual([...colored.data.subarray(0, 3)], [255, 0, 0]);
});
