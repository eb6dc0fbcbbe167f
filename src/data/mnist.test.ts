import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { fetchFile } from "./fetch-file.ts";
import { loadMnist } from "./mnist.ts";
import { decodeDigits, loadMnist10k } from "./mnist-10k.ts";

const folder = await mkdtemp(join(tmpdir(), "mnist-"));
after(() => rm(folder, { recursive: true }));

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

test("MNIST that is not there says what to do", async () => {
  const environment = { TENSORLOOM_DATA: join(folder, "none"), XDG_CACHE_HOME: join(folder, "cache") };
  await assert.rejects(loadMnist({ environment }), (error: Error) => {
    assert.match(error.message, /^Cannot load mnist: train-images-idx3-ubyte\.gz was not found/);
    assert.match(error.message, /--download/);
    assert.match(error.message, /TENSORLOOM_DATA/);
    assert.ok(!error.message.includes("\n"));
    return true;
  });
});

test("files come from the mirror first, then the cache, and are checked", async () => {
  const contents = Buffer.from("digits");
  const sha256 = createHash("sha256").update(contents).digest("hex");
  const file = { dataset: "d", name: "f.gz", url: "http://127.0.0.1:9/f.gz", sha256 };
  const environment = { TENSORLOOM_DATA: join(folder, "mirror"), XDG_CACHE_HOME: join(folder, "cache") };
  await assert.rejects(
    fetchFile(file, { environment, download: true }),
    /Cannot download http:.*Check the connection/,
  );
  const cached = join(folder, "cache", "tensorloom", "d");
  await mkdir(cached, { recursive: true });
  await writeFile(join(cached, "f.gz"), gzipSync(contents));
  assert.deepEqual((await fetchFile(file, { environment })).contents, contents);
  const mirror = join(folder, "mirror", "d");
  await mkdir(mirror, { recursive: true });
  await writeFile(join(mirror, "f.gz"), "damaged");
  await assert.rejects(fetchFile(file, { environment }), /mirror.*expected contents with the SHA-256/);
  assert.equal(await readFile(join(mirror, "f.gz"), "utf8"), "damaged");
});
