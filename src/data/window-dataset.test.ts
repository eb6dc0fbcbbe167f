import assert from "node:assert/strict";
import { test } from "node:test";
import { Table } from "../preprocessing/index.ts";
import { DataLoader, timeSplit, WindowDataset } from "./index.ts";

const table = Table.ofNumbers([
  ["load", Float64Array.from({ length: 10 }, (_, t) => t)],
  ["heat", Float64Array.from({ length: 10 }, (_, t) => 100 + t)],
]);

test("windows hold what was and what came after, also in workers", async () => {
  const windows = new WindowDataset(table, { length: 3, horizon: 2, stride: 2, targets: ["heat"] });
  assert.equal(windows.length, 3);
  const [inputs, targets] = windows.batch(Int32Array.of(2, 0));
  assert.deepEqual(inputs, {
    shape: [2, 3, 2],
    data: Float32Array.of(4, 104, 5, 105, 6, 106, 0, 100, 1, 101, 2, 102),
  });
  assert.deepEqual(targets, { shape: [2, 2, 1], data: Float32Array.of(107, 108, 103, 104) });
  const loader = new DataLoader(windows, { batchSize: 3, workers: 1 });
  for await (const [, later] of loader) {
    assert.deepEqual(later!.dataSync(), Float32Array.of(103, 104, 105, 106, 107, 108));
  }
  loader.close();
  const all = new WindowDataset(table, { length: 9 });
  assert.deepEqual([all.length, all.batch(Int32Array.of(0))[1]!.data], [1, Float32Array.of(9, 109)]);
  assert.throws(
    () => new WindowDataset(table, { length: 9, horizon: 2 }),
    /from 10 rows: expected at least 11/,
  );
  assert.throws(() => new WindowDataset(table, { length: 0 }), /length = 0: expected a positive integer/);
  assert.throws(
    () => new WindowDataset(table, { length: 1, targets: ["cold"] }),
    /"cold": expected one of load, heat/,
  );
  const gap = [
    [1, 2],
    [3, Number.NaN],
    [4, 5],
  ];
  assert.throws(() => new WindowDataset(gap, { length: 1 }), /column "x1": .* none in row 1/);
});

test("parts in time follow one another, and no target is in two of them", () => {
  const parts = timeSplit(table, [0.5, 0.3, 0.2], { context: 2 });
  assert.deepEqual(
    parts.map((part) => [...part.numbers("load")]),
    [
      [0, 1, 2, 3, 4],
      [3, 4, 5, 6, 7],
      [6, 7, 8, 9],
    ],
  );
  const predicted = parts.flatMap((part) => {
    const windows = new WindowDataset(part, { length: 2, targets: ["load"] });
    return [...windows.batch(Int32Array.from({ length: windows.length }, (_, i) => i))[1]!.data];
  });
  assert.deepEqual(predicted, [2, 3, 4, 5, 6, 7, 8, 9]);
  assert.throws(() => timeSplit(table, [0.5, 0.6]), /positive numbers that add up to 1/);
  assert.throws(() => timeSplit(table, [0.1, 0.9], { context: 2 }), /with 2 rows before/);
  assert.throws(() => timeSplit(table, [0.99, 0.01]), /at least one row in each/);
});
