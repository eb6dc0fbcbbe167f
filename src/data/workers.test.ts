import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import type { Tensor } from "../tensor/index.ts";
import {
  ArrayDataset,
  DataLoader,
  type DataLoaderOptions,
  type Dataset,
  ExampleError,
  fromModule,
  ImageDataset,
  type IterableDataset,
  randomAffine,
  Subset,
  type Transform,
} from "./index.ts";
import type { WorkerModuleOptions } from "./worker-modules.testing.ts";

const module = new URL("./worker-modules.testing.js", import.meta.url);
const make = <Made extends object>(options: WorkerModuleOptions): Promise<Made> =>
  fromModule<Made>(module, options);

type Plain = readonly [shape: readonly number[], data: readonly number[]];

function plain(batch: readonly Tensor[]): Plain[] {
  return batch.map((column): Plain => [column.shape, [...column.dataSync()]]);
}

async function epoch(loader: DataLoader, number: number, from = 0): Promise<Plain[][]> {
  const all: Plain[][] = [];
  for await (const batch of loader.epoch(number, from)) all.push(plain(batch));
  return all;
}

const images = new ImageDataset({
  pixels: Uint8Array.from({ length: 20 * 64 }, (_, i) => (i * 37) % 256),
  labels: Uint8Array.from({ length: 20 }, (_, i) => i % 3),
  channels: 1,
  height: 8,
  width: 8,
  classes: ["a", "b", "c"],
});
const columns = new ArrayDataset([
  { shape: [20, 3], data: Float32Array.from({ length: 60 }, (_, i) => i / 7) },
  { shape: [20], data: Int32Array.from({ length: 20 }, (_, i) => i) },
]);

test("workers make the same bits in the same order as the caller's thread, from any batch on", async () => {
  const noise = await make<Transform>({ kind: "noise" });
  const cases: [string, Dataset | IterableDataset, DataLoaderOptions][] = [
    ["examples of a module", await make<Dataset>({ kind: "examples" }), { transform: noise }],
    ["images", images, { transform: randomAffine({ rotation: 20, shift: 2 }) }],
    ["columns", columns, {}],
    ["a subset", new Subset(images, Int32Array.of(3, 1, 4, 1, 5, 9, 2)), { transform: noise }],
    ["a stream", await make<IterableDataset>({ kind: "stream" }), { transform: noise, shuffleBuffer: 10 }],
    [
      "a stream in parts",
      await make<IterableDataset>({ kind: "stream", shards: 3 }),
      { transform: noise, shuffleBuffer: 5 },
    ],
  ];
  for (const [what, data, extra] of cases) {
    const options = { seed: 5, batchSize: 6, shuffle: true, ...extra };
    const expected = await epoch(new DataLoader(data, options), 2);
    assert.ok(expected.length >= 2, what);
    assert.deepEqual(await epoch(new DataLoader(data, options), 2, 1), expected.slice(1), what);
    for (const workers of [1, 2, 3]) {
      const loader = new DataLoader(data, { ...options, workers, prefetch: workers });
      assert.deepEqual(await epoch(loader, 2), expected, `${what}, ${workers} workers`);
      assert.deepEqual(await epoch(loader, 2, 1), expected.slice(1), what);
      loader.close();
    }
  }
});

test("a shuffled stream gives every example once, in another order each epoch, and drops short batches if asked", async () => {
  const data = await make<IterableDataset>({ kind: "stream", shards: 2, length: 37 });
  const seen = async (number: number, options: DataLoaderOptions = {}): Promise<number[]> =>
    (
      await epoch(new DataLoader(data, { batchSize: 6, shuffle: true, shuffleBuffer: 8, ...options }), number)
    ).flatMap(([inputs]) => inputs![1].filter((_, i) => i % 2 === 0));
  const [first, second] = [await seen(0), await seen(1)];
  const everything = Array.from({ length: 37 }, (_, i) => i);
  assert.deepEqual(
    [...first].sort((a, b) => a - b),
    everything,
  );
  assert.deepEqual(
    [...second].sort((a, b) => a - b),
    everything,
  );
  assert.notDeepEqual(first, second);
  assert.deepEqual(await seen(0), first);
  // What leaves a buffer of 8 was read at most 8 places further on.
  assert.ok(first.filter((value) => value % 2 === 0).every((value, place) => value / 2 <= place + 8));
  assert.equal((await seen(0, { dropLast: true })).length, 36);
});

test("an error in a worker comes to the caller with the example's number, and the loader goes on", async () => {
  for (const kind of ["examples", "stream"] as const) {
    const loader = new DataLoader(await make<Dataset>({ kind, failAt: 17 }), { batchSize: 5, workers: 2 });
    for (let attempt = 0; attempt < 2; attempt++) {
      let whole = 0;
      await assert.rejects(
        async () => {
          for await (const _ of loader) whole++;
        },
        (error: ExampleError) => {
          assert.ok(error instanceof ExampleError && error.cause instanceof RangeError, kind);
          assert.deepEqual([error.index, error.message], [17, "Cannot load example 17: Number 17 is torn."]);
          return true;
        },
      );
      assert.equal(whole, 3);
    }
    loader.close();
  }
});

test("a module that fails in a worker, or ends it, says so", async () => {
  const exits = new DataLoader(await make<Dataset>({ kind: "exits" }), { workers: 1 });
  await assert.rejects(async () => {
    for await (const _ of exits);
  }, /worker 0 ended with code 3.*process\.exit/);
  await assert.rejects(make({ kind: "broken" }), /No such folder/);
  await assert.rejects(fromModule(new URL("./index.js", import.meta.url)), /function as its default export/);
});

test("closures and objects of this thread are refused in one sentence", async () => {
  assert.throws(
    () => new DataLoader(images, { workers: 2, transform: (batch) => batch }),
    /^TypeError: Cannot use this transform in workers: expected one that a worker can make for itself.*fromModule\(new URL\("\.\/transform\.js"/,
  );
  const own = { length: 3, batch: () => [] };
  assert.throws(() => new DataLoader(own, { workers: 1 }), /Cannot use this data set in workers/);
  assert.throws(() => new DataLoader(new Subset(own, Int32Array.of(0)), { workers: 1 }), /this data set/);
});

test("a process ends with workers at hand, in the middle of an epoch, and while nothing else is left to do", () => {
  const index = JSON.stringify(new URL("./index.js", import.meta.url).href);
  const code = `
    import { ArrayDataset, DataLoader, randomAffine } from ${index};
    const images = new ArrayDataset([{ shape: [64, 1, 28, 28], data: new Float32Array(64 * 784) }]);
    const loader = new DataLoader(images, { batchSize: 4, workers: 2, transform: randomAffine({ rotation: 9 }) });
    let batches = 0;
    for await (const batch of loader) if (++batches === 5) break;
    for await (const batch of loader) batches++;
    console.log(batches);
  `;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8",
    timeout: 30_000,
  });
  assert.deepEqual([stdout, stderr, status], ["21\n", "", 0]);
});
