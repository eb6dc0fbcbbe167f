import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { registerDevice } from "../runtime/device-registry.ts";
import { tensor } from "../tensor/index.ts";
import { decodeTensors, encodeSafetensors, encodeTensors, loadTensors, saveTensors } from "./index.ts";

registerDevice("reference", createReferenceDevice);
const saved = {
  weight: tensor([
    [1.5, -0],
    [Number.NaN, 3e-40],
  ]),
  steps: tensor([7, -1], { dtype: "int32" }),
  mask: tensor([true, false, true]),
  one: tensor(2),
};

test("tensors come back from bytes and files with their names, shapes, types and bits", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tensors-"));
  try {
    const path = join(folder, "model.safetensors");
    await saveTensors(path, saved);
    for (const loaded of [decodeTensors(await encodeTensors(saved)), await loadTensors(path)]) {
      assert.deepEqual(Object.keys(loaded).sort(), Object.keys(saved).sort());
      for (const [name, value] of Object.entries(saved)) {
        const got = loaded[name]!;
        assert.deepEqual([got.dtype, got.shape], [value.dtype, value.shape], name);
        const [bytes, expected] = [got.dataSync(), value.dataSync()].map((data) => Buffer.from(data.buffer));
        assert.deepEqual(bytes, expected, name);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("types that tensors do not have are refused by name", async () => {
  const bytes = encodeSafetensors([["ids", { shape: [1], data: BigInt64Array.of(1n) }]]);
  assert.throws(() => decodeTensors(bytes), /Cannot load "ids" of type I64: expected F32/);
});

test("a damaged file is named", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tensors-"));
  try {
    const path = join(folder, "model.safetensors");
    await writeFile(path, "not tensors");
    await assert.rejects(loadTensors(path), (error: Error) => error.message.includes(path));
  } finally {
    await rm(folder, { recursive: true });
  }
});
