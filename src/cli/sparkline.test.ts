import assert from "node:assert/strict";
import { test } from "node:test";
import { sparkline } from "./sparkline.ts";

test("a curve in a line, however long it is", () => {
  assert.equal(sparkline([8, 4, 2, 1, 1], 5), "█▄▂▁▁");
  assert.equal(sparkline([0, 0, 7, 7], 2), "▁█");
  assert.equal(sparkline([5, Number.NaN, 5], 8), "▁▁");
  assert.equal(sparkline([], 8), "");
  const many = Array.from({ length: 1000 }, (_, i) => Math.exp(-i / 200));
  assert.equal(sparkline(many, 12).length, 12);
  assert.equal(sparkline(many, 12), "█▆▄▃▂▂▂▁▁▁▁▁");
});
