import assert from "node:assert/strict";
import test from "node:test";
import { Worker } from "node:worker_threads";
import { control } from "../control-block.ts";
import { loadThroughGate, openGate, shutGate } from "./loading-gate.ts";

const controlBlock = (): Int32Array => new Int32Array(new SharedArrayBuffer(control.bytes));

test("workers load until the gate is shut, and not any more then", () => {
  const words = controlBlock();
  openGate(words);
  assert.equal(
    loadThroughGate(words, () => 3),
    3,
  );
  assert.throws(() =>
    loadThroughGate(words, () => {
      throw new Error("no such addon");
    }),
  );
  shutGate(words);
  assert.equal(
    loadThroughGate(words, () => assert.fail("loads")),
    undefined,
  );
});

test("whoever shuts the gate waits for a worker that loads", async () => {
  const words = controlBlock();
  openGate(words);
  const gate = JSON.stringify(new URL("./loading-gate.js", import.meta.url).href);
  const worker = new Worker(
    `const { parentPort, workerData: words } = require("node:worker_threads");
    import(${gate}).then(({ loadThroughGate }) =>
      loadThroughGate(words, () => {
        Atomics.store(words, 0, 1);
        Atomics.notify(words, 0);
        const end = performance.now() + 200;
        while (performance.now() < end);
        Atomics.store(words, 0, 2);
      }));`,
    { eval: true, workerData: words },
  );
  Atomics.wait(words, 0, 0);
  shutGate(words);
  assert.equal(Atomics.load(words, 0), 2);
  await worker.terminate();
});
