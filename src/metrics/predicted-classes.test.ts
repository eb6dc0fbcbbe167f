import assert from "node:assert/strict";
import { test } from "node:test";
import { predictedClasses } from "./predicted-classes.ts";

test("the greatest score wins, the first of equals, NaN before all", () => {
  const scores = [0.1, 0.9, 0.5, /**/ 2, 2, 1, /**/ 7, Number.NaN, Number.NaN, /**/ -3, -2, -1];
  assert.deepEqual([...predictedClasses(scores, 3)], [1, 0, 1, 2]);
});

test("adding the same number to all scores changes nothing", () => {
  const scores = Array.from({ length: 60 }, (_, i) => (i * 37) % 61);
  const moved = scores.map((score) => score + 1e6);
  assert.deepEqual(predictedClasses(moved, 6), predictedClasses(scores, 6));
});

test("scores must fill whole rows", () => {
  assert.throws(() => predictedClasses([1, 2, 3], 2), /Cannot split 3 scores into rows of 2/);
  assert.throws(() => predictedClasses([1, 2, 3], 0), RangeError);
});
