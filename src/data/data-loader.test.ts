import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tensor } from "../tensor/index.ts";
import { DataLoader } from "./data-loader.ts";
import { ArrayDataset, Subset } from "./dataset.ts";
import { deriveSeed } from "./derive-seed.ts";
import { ExampleError } from "./example-error.ts";
import { MapDataset } from "./map-dataset.ts";

const data = new ArrayDataset([
  { shape: [10, 2], data: Float32Array.from({ length: 20 }, (_, i) => i) },
  { shape: [10], data: Int32Array.from({ length: 10 }, (_, i) => i) },
]);

async function batches(loader: DataLoader, epoch: number, from = 0): Promise<Tensor[][]> {
  const all: Tensor[][] = [];
  for await (const batch of loader.epoch(epoch, from)) all.push(batch);
  return all;
}

async function labels(loader: DataLoader, epoch: number): Promise<number[][]> {
  return (await batches(loader, epoch)).map((batch) => [...batch[1]!.dataSync()]);
}

test("without shuffling the batches follow the data, the last one shorter", async () => {
  const loader = new DataLoader(data, { batchSize: 4 });
  assert.equal(loader.length, 3);
  assert.deepEqual(await labels(loader, 0), [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ]);
  const last = (await batches(loader, 0))[2]!;
  assert.deepEqual([last[0]!.shape, last[0]!.dtype], [[2, 2], "float32"]);
  assert.deepEqual(last[0]!.dataSync(), Float32Array.of(16, 17, 18, 19));
  const dropping = new DataLoader(data, { batchSize: 4, dropLast: true });
  assert.equal(dropping.length, 2);
  assert.deepEqual(await labels(dropping, 0), [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ]);
});

test("each epoch holds every example once, in an order of its own that the seed decides", async () => {
  const loader = new DataLoader(data, { batchSize: 3, shuffle: true, seed: 1 });
  const first = await labels(loader, 0);
  const second = await labels(loader, 1);
  assert.deepEqual(first.flat().sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.notDeepEqual(first, second);
  assert.deepEqual(await labels(new DataLoader(data, { batchSize: 3, shuffle: true, seed: 1 }), 1), second);
  assert.notDeepEqual(await labels(new DataLoader(data, { batchSize: 3, shuffle: true, seed: 2 }), 0), first);
});

test("rows stay together when they are shuffled", async () => {
  for (const [inputs, classes] of await batches(new DataLoader(data, { batchSize: 5, shuffle: true }), 3)) {
    for (const [row, label] of classes!.dataSync().entries()) {
      assert.deepEqual([...inputs!.dataSync().subarray(2 * row, 2 * row + 2)], [2 * label, 2 * label + 1]);
    }
  }
});

test("a transform gets its own random numbers, the same each time an epoch is walked", async () => {
  const drawn: number[][] = [];
  const loader = new DataLoader(data, {
    batchSize: 5,
    transform: (batch, random) => {
      drawn.push([random.uniform(), random.uniform()]);
      return batch;
    },
  });
  for (const epoch of [4, 4, 5]) await batches(loader, epoch);
  assert.deepEqual(drawn.slice(0, 2), drawn.slice(2, 4));
  assert.notDeepEqual(drawn.slice(0, 2), drawn.slice(4, 6));
  assert.notDeepEqual(drawn[0], drawn[1]);
});

test("batches are copies", async () => {
  const loader = new DataLoader(data, {
    batchSize: 10,
    transform: ([inputs, ...others]) => {
      inputs!.data.fill(-1);
      return [inputs!, ...others];
    },
  });
  const [batch] = await batches(loader, 0);
  assert.equal(batch![0]!.dataSync()[3], -1);
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

test("a subset has the examples it was given", async () => {
  const subset = new Subset(data, Int32Array.of(7, 2, 2));
  assert.equal(subset.length, 3);
  assert.deepEqual([...(await subset.batch(Int32Array.of(2, 0)))[1]!.data], [2, 7]);
});

test("impossible batches and columns are refused", () => {
  for (const batchSize of [0, -1, 1.5, Number.NaN]) {
    assert.throws(
      () => new DataLoader(data, { batchSize }),
      /Cannot load batches of .*: expected a positive integer/,
    );
  }
  assert.throws(
    () => new DataLoader(data, { workers: -1 }),
    /workers = -1: expected an integer of at least 0/,
  );
  assert.throws(
    () => new DataLoader(data, { prefetch: 0 }),
    /prefetch = 0: expected an integer of at least 1/,
  );
  const short = { shape: [9], data: new Int32Array(9) };
  assert.throws(() => new ArrayDataset([data.columns[0]!, short]), /shape \[9\].*expected 10 rows/);
});

test("a loop is the next epoch, and a position set on another loader goes on from it", async () => {
  const make = (): DataLoader => new DataLoader(data, { batchSize: 4, shuffle: true, seed: 3 });
  const seen: number[][] = [];
  const loader = make();
  let saved = loader.position;
  for (let epoch = 0; epoch < 2; epoch++) {
    for await (const [, classes] of loader) {
      seen.push([...classes!.dataSync()]);
      if (seen.length === 4) saved = loader.position;
    }
  }
  assert.deepEqual(seen, [...(await labels(loader, 0)), ...(await labels(loader, 1))]);
  assert.deepEqual(
    [saved, loader.position],
    [
      { epoch: 1, batch: 1 },
      { epoch: 2, batch: 0 },
    ],
  );
  const other = make();
  other.position = saved;
  const rest: number[][] = [];
  for await (const [, classes] of other) rest.push([...classes!.dataSync()]);
  assert.deepEqual(rest, seen.slice(4));
  for await (const _ of other) break;
  assert.deepEqual(other.position, { epoch: 3, batch: 0 });
});

test("an example that cannot be loaded is named, and so are shapes that differ", async () => {
  const failing = new MapDataset(10, (index) => {
    if (index === 7) throw new RangeError("The picture is torn.");
    return [new Float32Array(index === 2 ? 3 : 2), index];
  });
  const loader = new DataLoader(new Subset(failing, Int32Array.of(4, 5, 7, 9)), { batchSize: 4 });
  await assert.rejects(batches(loader, 0), (error: ExampleError) => {
    assert.ok(error instanceof ExampleError && error.cause instanceof RangeError);
    assert.deepEqual([error.index, error.message], [2, "Cannot load example 2: The picture is torn."]);
    return true;
  });
  await assert.rejects(
    batches(new DataLoader(failing, { batchSize: 5 }), 0),
    /Cannot make batch 0: Cannot stack examples into a batch: expected each to be \[float32 \[2\], int32 \[\]\] as the first, got \[float32 \[3\], int32 \[\]\] in row 2/,
  );
  await assert.rejects(
    batches(new DataLoader(new MapDataset(1, () => [0.5])), 0),
    /example 0: Cannot use 0.5 as a class/,
  );
});
