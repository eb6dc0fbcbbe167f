import assert from "node:assert/strict";
import { test } from "node:test";
import { accuracy } from "./accuracy.ts";

test("accuracy is the share of equal entries", () => {
  assert.equal(accuracy([1, 0, 2, 2], [1, 0, 2, 1]), 0.75);
  assert.equal(accuracy(Int32Array.of(3), Uint8Array.of(3)), 1);
  assert.ok(Number.isNaN(accuracy([], [])));
});

test("accuracy says what to do with scores", () => {
  assert.throws(() => accuracy([0.1, 0.9], [1]), /2 predictions and 1 labels.*predictedClasses/s);
});
