import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeDigits, loadMnist10k } from "./mnist-10k.ts";

test("the shipped digits are 8,000 and 2,000, balanced, and no digit is in both", async () => {
  const { train, test: heldOut, checksums } = await loadMnist10k();
  assert.deepEqual([train.length, heldOut.length], [8000, 2000]);
  assert.equal(
    checksums["mnist-10k.bin"],
    "d9f96be0a0b2bf9201a440110dfd865b95542130f02000314f9583109aad2e21",
  );
  const seen = new Set<string>();
  for (const part of [train, heldOut]) {
    for (let i = 0; i < part.length; i++) seen.add(Buffer.from(part.image(i)).toString("latin1"));
  }
  assert.equal(seen.size, 10_000);
  for (let digit = 0; digit < 10; digit++) {
    const count = (labels: Uint8Array): number => labels.filter((label) => label === digit).length;
    const trained = count(train.arrays.labels);
    const held = count(heldOut.arrays.labels);
    assert.equal(held, Math.round((trained + held) / 5), `digit ${digit}`);
  }
});

test("batches of digits are floats from 0 to 1 with their labels", async () => {
  const { test: heldOut } = await loadMnist10k();
  const [images, labels] = heldOut.batch(Int32Array.of(5, 1999));
  assert.deepEqual(images!.shape, [2, 1, 28, 28]);
  assert.deepEqual([...labels!.data], [heldOut.arrays.labels[5], heldOut.arrays.labels[1999]]);
  assert.deepEqual(
    images!.data.subarray(784),
    Float32Array.from(heldOut.image(1999), (byte) => byte / 255),
  );
  assert.ok(images!.data.some((value) => value > 0.9));
});

test("damaged digit files are refused", () => {
  assert.throws(() => decodeDigits(new Uint8Array(30)), /starts with "TLDIGIT1"/);
  const short = Buffer.alloc(30);
  short.write("TLDIGIT1");
  short.writeUInt32LE(2, 8);
  assert.throws(() => decodeDigits(short), /expected 26 bytes for 2 digits of 0×0, got 30/);
});
