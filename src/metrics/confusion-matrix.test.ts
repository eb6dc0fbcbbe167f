import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfusionMatrix } from "./confusion-matrix.ts";

test("counts, precision, recall and F1", () => {
  const matrix = new ConfusionMatrix(3);
  matrix.add([0, 0, 1, 2], Uint8Array.of(0, 1, 1, 1));
  matrix.add(Int32Array.of(2), [2]);
  assert.deepEqual([...matrix.counts], [1, 0, 0, 1, 1, 1, 0, 0, 1]);
  assert.equal(matrix.count(1, 2), 1);
  assert.equal(matrix.total, 5);
  assert.equal(matrix.accuracy, 3 / 5);
  assert.equal(matrix.precision(0), 1 / 2);
  assert.equal(matrix.recall(1), 1 / 3);
  assert.equal(matrix.f1(1), 0.5);
});

test("a class without cases has no precision, no recall and no F1", () => {
  const matrix = new ConfusionMatrix(2);
  assert.deepEqual([matrix.accuracy, matrix.precision(1), matrix.recall(1), matrix.f1(1)], [0, 0, 0, 0]);
});

test("the table has a row a true class", () => {
  const matrix = new ConfusionMatrix(2);
  matrix.add([0, 1, 1], [0, 0, 1]);
  assert.equal(matrix.toString(), "  0 1\n0 1 1\n1 0 1");
});

test("a batch with a class out of range counts nothing", () => {
  const matrix = new ConfusionMatrix(2);
  assert.throws(() => matrix.add([0, 1], [0, 2]), /label 2 at index 1: expected an integer from 0 to 1/);
  assert.throws(() => matrix.add([0.5], [0]), /prediction 0.5 at index 0/);
  assert.throws(() => matrix.add([0], [0, 1]), /1 predictions against 2 labels/);
  assert.equal(matrix.total, 0);
  assert.throws(() => new ConfusionMatrix(0), /confusion matrix of 0 classes/);
});
