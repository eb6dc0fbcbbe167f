import assert from "node:assert/strict";
import { test } from "node:test";
import { nativeSupport } from "../../backends/cpu/x64/support.ts";
import { contestantThread } from "./contestant-thread.ts";
import { limitThreads } from "./limits.ts";
import { product, rows } from "./workloads.ts";

const thread = (settings: { device: string; threads: number }) =>
  contestantThread("ours", new URL("./tensorloom-thread.js", import.meta.url), settings);

test("a contestant in a thread of its own computes, is timed, and says why it fails", async () => {
  const contestant = thread({ device: "wasm", threads: 2 });
  try {
    const entry = await contestant.prepare(product([2, 3, 2]));
    // A = [[-5, 2, -2], [5, 1, -3]], B = [[-6, 1], [-5, 2], [-4, 3]]
    assert.deepEqual([...(await entry!.result())!], [28, -7, -23, -2]);
    assert.ok((await entry!.time(3)) > 0);
    await entry!.close();
    const unknown = { ...product([1, 1, 1]), kind: "crossword" };
    assert.equal(await contestant.prepare(unknown), undefined);
    const wrong = { ...product([1, 1, 1]), tensors: {} };
    await assert.rejects(contestant.prepare(wrong), /^Error: ours cannot go on: /);
  } finally {
    await contestant.close();
  }
});

test("a thread that cannot start says why", async () => {
  const contestant = thread({ device: "abacus", threads: 1 });
  await assert.rejects(
    contestant.prepare(product([1, 1, 1])),
    /^Error: ours cannot go on: Cannot use the device "abacus"/,
  );
  await contestant.close();
});

test("limits measure what workloads need, arithmetic or memory, with SIMD128", () => checkLimits(false));

test("limits measure what workloads need, arithmetic or memory, in machine code", async (context) => {
  try {
    nativeSupport();
  } catch (error) {
    context.skip(String(error));
    return;
  }
  await checkLimits(true);
});

async function checkLimits(machineCode: boolean): Promise<void> {
  const workloads = { "peak ×2": product([64, 64, 64]), "memory ×2": rows("softmax") };
  for (const limit of limitThreads(2, machineCode)) {
    assert.equal(limit.threads, 2);
    for (const [name, workload] of Object.entries(workloads)) {
      const entry = await limit.prepare(workload);
      assert.equal(entry !== undefined, limit.name === name);
      if (entry !== undefined) assert.ok((await entry.time(1)) > 0);
    }
    await limit.close();
  }
}
