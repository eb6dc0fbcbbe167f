import assert from "node:assert/strict";
import { test } from "node:test";
import { DataLoader } from "./data-loader.ts";
import { ArrayDataset, Subset } from "./dataset.ts";
import { deriveSeed } from "./derive-seed.ts";

const data = new ArrayDataset([
  { shape: [10, 2], data: Float32Array.from({ length: 20 }, (_, i) => i) },
  { shape: [10], data: Int32Array.from({ length: 10 }, (_, i) => i) },
]);

function labels(loader: DataLoader, epoch: number): number[][] {
  return [...loader.epoch(epoch)].map((batch) => [...batch[1]!.data]);
}

test("without shuffling the batches follow the data, the last one shorter", () => {
  const loader = new DataLoader(data, { batchSize: 4 });
  assert.equal(loader.length, 3);
  assert.deepEqual(labels(loader, 0), [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ]);
  const last = [...loader.epoch(0)][2]!;
  assert.deepEqual(last[0], { shape: [2, 2], data: Float32Array.of(16, 17, 18, 19) });
  const dropping = new DataLoader(data, { batchSize: 4, dropLast: true });
  assert.equal(dropping.length, 2);
  assert.deepEqual(labels(dropping, 0), [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ]);
});

test("each epoch holds every example once, in an order of its own that the seed decides", () => {
  const loader = new DataLoader(data, { batchSize: 3, shuffle: true, seed: 1 });
  const first = labels(loader, 0);
  const second = labels(loader, 1);
  assert.deepEqual(first.flat().sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.notDeepEqual(first, second);
  assert.deepEqual(labels(new DataLoader(data, { batchSize: 3, shuffle: true, seed: 1 }), 1), second);
  assert.notDeepEqual(labels(new DataLoader(data, { batchSize: 3, shuffle: true, seed: 2 }), 0), first);
});

test("rows stay together when they are shuffled", () => {
  for (const [inputs, classes] of new DataLoader(data, { batchSize: 5, shuffle: true }).epoch(3)) {
    classes!.data.forEach((label, row) => {
      assert.deepEqual([...inputs!.data.subarray(2 * row, 2 * row + 2)], [2 * label, 2 * label + 1]);
    });
  }
});

test("a transform gets its own random numbers, the same each time an epoch is walked", () => {
  const drawn: number[][] = [];
  const loader = new DataLoader(data, {
    batchSize: 5,
    transform: (batch, random) => {
      drawn.push([random.uniform(), random.uniform()]);
      return batch;
    },
  });
  for (const epoch of [4, 4, 5]) void [...loader.epoch(epoch)];
  assert.deepEqual(drawn.slice(0, 2), drawn.slice(2, 4));
  assert.notDeepEqual(drawn.slice(0, 2), drawn.slice(4, 6));
  assert.notDeepEqual(drawn[0], drawn[1]);
});

test("batches are copies", () => {
  const [batch] = new DataLoader(data, { batchSize: 10 }).epoch(0);
  batch![0]!.data.fill(-1);
  assert.equal(data.columns[0]!.data[3], 3);
});

test("seeds derived for each purpose and epoch differ", () => {
  const seeds = ([0, 1, 2 ** 40] as const).flatMap((seed) =>
    (["shuffle", "transform", "model"] as const).flatMap((purpose) =>
      [0, 1, 2].map((epoch) => deriveSeed(seed, purpose, epoch)),
    ),
  );
  assert.equal(new Set(seeds).size, 27);
  assert.ok(seeds.every(Number.isSafeInteger));
});

test("a subset has the examples it was given", () => {
  const subset = new Subset(data, Int32Array.of(7, 2, 2));
  assert.equal(subset.length, 3);
  assert.deepEqual([...subset.batch(Int32Array.of(2, 0))[1]!.data], [2, 7]);
});

test("impossible batches and columns are refused", () => {
  for (const batchSize of [0, -1, 1.5, Number.NaN]) {
    assert.throws(
      () => new DataLoader(data, { batchSize }),
      /Cannot load batches of .*: expected a positive integer/,
    );
  }
  const short = { shape: [9], data: new Int32Array(9) };
  assert.throws(() => new ArrayDataset([data.columns[0]!, short]), /shape \[9\].*expected 10 rows/);
});
