import assert from "node:assert/strict";
import { test } from "node:test";
import { quartiles } from "./quartiles.ts";

test("quartiles lie between neighbours", () => {
  assert.deepEqual(quartiles([4, 1, 3, 2]), { low: 1.75, median: 2.5, high: 3.25 });
  assert.deepEqual(quartiles([7]), { low: 7, median: 7, high: 7 });
  assert.ok(Number.isNaN(quartiles([]).median));
});
