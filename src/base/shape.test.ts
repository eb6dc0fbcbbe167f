import assert from "node:assert/strict";
import { test } from "node:test";
import { broadcastShapes, formatShape, normalizeAxis, sameShape, sizeOf, stridesOf } from "./shape.ts";

test("sizes and strides of scalars, empty and larger tensors", () => {
  assert.equal(sizeOf([]), 1);
  assert.equal(sizeOf([3, 0, 2]), 0);
  assert.equal(sizeOf([3, 4, 2]), 24);
  assert.deepEqual(stridesOf([]), []);
  assert.deepEqual(stridesOf([3, 4, 2]), [8, 2, 1]);
  assert.deepEqual(stridesOf([3, 0, 2]), [0, 2, 1]);
});

test("shapes as text and compared", () => {
  assert.equal(formatShape([]), "[]");
  assert.equal(formatShape([2, 3]), "[2, 3]");
  assert.ok(sameShape([2, 3], [2, 3]));
  assert.ok(!sameShape([2, 3], [3, 2]));
  assert.ok(!sameShape([2, 3], [2, 3, 1]));
  assert.ok(!sameShape([2, 3, 1], [2, 3]));
});

test("shapes broadcast from the last axis", () => {
  assert.deepEqual(broadcastShapes("add", [2, 1, 4], [3, 1]), [2, 3, 4]);
  assert.deepEqual(broadcastShapes("add", [], [3]), [3]);
  assert.deepEqual(broadcastShapes("add", [5], []), [5]);
  assert.deepEqual(broadcastShapes("add", [1, 0], [4, 1]), [4, 0]);
  assert.throws(
    () => broadcastShapes("add", [2, 3], [2, 4]),
    /^RangeError: Cannot add shapes \[2, 3\] and \[2, 4\].*3 and 4/,
  );
  assert.throws(() => broadcastShapes("add", [0], [2]), RangeError);
});

test("axes count from either end", () => {
  assert.equal(normalizeAxis("sum", 0, 3), 0);
  assert.equal(normalizeAxis("sum", -1, 3), 2);
  assert.equal(normalizeAxis("sum", -3, 3), 0);
  assert.throws(() => normalizeAxis("sum", 3, 3), /^RangeError: Cannot sum along axis 3/);
  assert.throws(() => normalizeAxis("sum", -4, 3), RangeError);
  assert.throws(() => normalizeAxis("sum", 0.5, 3), RangeError);
  assert.throws(() => normalizeAxis("sum", 0, 0), /scalar/);
});
