import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { decodeSafetensors, encodeSafetensors, type TensorToStore } from "./safetensors.ts";
import { readSafetensors, writeSafetensors } from "./safetensors-file.ts";

const samples: [string, TensorToStore][] = [
  ["bias", { shape: [3], data: Float32Array.of(1.5, -0, Number.NaN) }],
  ["scalar", { shape: [], data: Float32Array.of(7) }],
  ["empty", { shape: [0, 4], data: new Float32Array(0) }],
  ["steps", { shape: [2], data: Int32Array.of(-5, 2 ** 31 - 1) }],
  ["bytes", { shape: [5], data: Uint8Array.of(0, 1, 2, 254, 255) }],
  ["mask", { shape: [3], data: Uint8Array.of(0, 1, 1), type: "BOOL" }],
  ["double", { shape: [2], data: Float64Array.of(Math.PI, -1e300) }],
  ["wide", { shape: [1], data: BigInt64Array.of(-(2n ** 62n)) }],
  ["__proto__", { shape: [1], data: Float32Array.of(3) }],
];

function file(header: unknown, body = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(body, 8 + text.length);
  return bytes;
}

test("what is written is read back bit for bit", () => {
  const { tensors, metadata } = decodeSafetensors(encodeSafetensors(samples, { format: "tensorloom" }));
  assert.deepEqual([...metadata], [["format", "tensorloom"]]);
  assert.equal(tensors.size, samples.length);
  for (const [name, { shape, data }] of samples) {
    const read = tensors.get(name)!;
    assert.deepEqual(read.shape, shape, name);
    assert.equal(read.data.constructor, data.constructor, name);
    assert.deepEqual(new Uint8Array(read.data.buffer), new Uint8Array(data.buffer), name);
  }
  assert.equal(tensors.get("mask")!.type, "BOOL");
});

test("the bytes do not depend on the order, and data starts at a multiple of 8", () => {
  const bytes = encodeSafetensors(samples, { b: "2", a: "1" });
  assert.deepEqual(encodeSafetensors([...samples].reverse(), { a: "1", b: "2" }), bytes);
  assert.equal(new DataView(bytes.buffer).getUint32(0, true) % 8, 0);
});

test("half floats become the float32 they name", () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x8000, 0x7c00, 0x7bff);
  const header = { h: { dtype: "F16", shape: [6], data_offsets: [0, 12] } };
  const half = decodeSafetensors(file(header, new Uint8Array(halves.buffer))).tensors.get("h")!;
  assert.deepEqual(half.data, Float32Array.of(1, -2, 2 ** -24, -0, Infinity, 65504));
  const brain = { h: { dtype: "BF16", shape: [2], data_offsets: [0, 4] } };
  const words = Uint16Array.of(0x3f80, 0xc040);
  const read = decodeSafetensors(file(brain, new Uint8Array(words.buffer))).tensors.get("h")!;
  assert.deepEqual(read.data, Float32Array.of(1, -3));
});

test("float32 is written as half floats where that is asked for", () => {
  const values = { shape: [3], data: Float32Array.of(1.5, -3, 1 / 3) };
  const file = encodeSafetensors([
    ["half", { ...values, type: "F16" }],
    ["brain", { ...values, type: "BF16" }],
  ]);
  const { tensors } = decodeSafetensors(file);
  assert.deepEqual([tensors.get("half")!.type, tensors.get("brain")!.type], ["F16", "BF16"]);
  assert.deepEqual([...tensors.get("half")!.data], [1.5, -3, 0.333251953125]);
  assert.deepEqual([...tensors.get("brain")!.data], [1.5, -3, 0.333984375]);
  assert.throws(
    () => encodeSafetensors([["x", { shape: [1], data: Int32Array.of(1), type: "F16" }]]),
    /"x" as F16: expected a Float32Array, got a Int32Array/,
  );
});

const four = new Uint8Array(4);
const one = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
const hostile: [string, Uint8Array, RegExp][] = [
  ["too short", new Uint8Array(7), /7 bytes/],
  ["a header of 2⁶³ bytes", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128, 123), /claims 9223372036854775808 bytes/],
  ["a header past the end", Uint8Array.of(200, 0, 0, 0, 0, 0, 0, 0, 123), /claims 200 bytes, but 1 follow/],
  ["a header that is no JSON", file("{oops"), /no JSON/],
  ["a header that is no UTF-8", Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 255), /no JSON/],
  ["a list as header", file([]), /no JSON object/],
  ["null as header", file("null"), /no JSON object/],
  ["an entry that is no object", file({ a: 3 }), /"a" is no object/],
  ["metadata that is no text", file({ __metadata__: { a: 1 } }), /metadata "a"/],
  ["an unknown type", file({ a: { ...one, dtype: "F7" } }, four), /type "F7"/],
  ["a type from the prototype", file({ a: { ...one, dtype: "toString" } }, four), /type "toString"/],
  ["a negative extent", file({ a: { ...one, shape: [-1] } }, four), /no valid shape/],
  ["a fractional extent", file({ a: { ...one, shape: [1.5] } }, four), /no valid shape/],
  ["an extent as text", file({ a: { ...one, shape: ["1"] } }, four), /no valid shape/],
  ["three offsets", file({ a: { ...one, data_offsets: [0, 4, 8] } }, four), /data_offsets/],
  ["offsets backwards", file({ a: { ...one, data_offsets: [4, 0] } }, four), /needs 4 bytes/],
  ["a shape whose product overflows", file({ a: { ...one, shape: [2 ** 40, 2 ** 40] } }, four), /needs/],
  ["data cut off", file({ a: one }, new Uint8Array(3)), /cut off/],
  ["two tensors in one place", file({ a: one, b: one }, four), /overlaps/],
  ["a gap", file({ a: { ...one, data_offsets: [4, 8] } }, new Uint8Array(8)), /belong to no tensor/],
  [
    "a name twice",
    file(
      '{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}',
    ),
    /names "a" twice/,
  ],
  ["a space before the header", file(" {}"), /no JSON object/],
  [
    "a truth of 2",
    file({ a: { dtype: "BOOL", shape: [2], data_offsets: [0, 2] } }, Uint8Array.of(1, 2)),
    /BOOL has elements other/,
  ],
  ["bytes after the last tensor", file({ a: one }, new Uint8Array(5)), /bytes 4 to 5 belong/],
];

for (const [what, bytes, message] of hostile) {
  test(`refuses ${what}`, () => {
    assert.throws(
      () => decodeSafetensors(bytes),
      (error: Error) => {
        assert.ok(error instanceof RangeError);
        assert.match(error.message, /^Cannot read safetensors: [^\n]*\.$/);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test("every file with one byte cut off is refused", () => {
  const bytes = encodeSafetensors(samples);
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => decodeSafetensors(bytes.subarray(0, length)), RangeError, `${length} bytes`);
  }
});

test("damaged files are refused with a sentence, or are other files of the same kind; nothing else happens", () => {
  const random = new Random(11);
  const whole = encodeSafetensors(samples, { format: "tensorloom" });
  const headerEnd = 8 + new DataView(whole.buffer).getUint32(0, true);
  let refused = 0;
  for (let round = 0; round < 20_000; round++) {
    let bytes = whole.slice();
    for (let change = random.integer(0, 3); change >= 0; change--) {
      // Most of the damage goes where it matters: into the header.
      const end = random.uniform() < 0.9 ? headerEnd : bytes.length;
      const at = random.integer(0, Math.min(end, bytes.length));
      const kind = random.integer(0, 5);
      if (kind === 0) bytes[at] = random.integer(0, 256);
      else if (kind === 1) bytes[at] = random.pick([...'0123456789-,:[]{}"\\eE.nt ']).charCodeAt(0);
      else if (kind === 2) bytes = bytes.slice(0, at + 1);
      else if (kind === 3)
        bytes = Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + random.integer(0, 9)));
      else
        bytes = Uint8Array.of(
          ...bytes.subarray(0, at),
          ...bytes.subarray(Math.max(0, at - random.integer(0, 9))),
        );
    }
    try {
      const { tensors } = decodeSafetensors(bytes);
      for (const { shape, data } of tensors.values()) {
        assert.equal(
          data.length,
          shape.reduce((product, extent) => product * extent, 1),
        );
      }
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
      assert.match(error.message, /^Cannot read safetensors: .*\.$/s);
      refused++;
    }
  }
  assert.ok(refused > 15_000, `${refused}`);
});

test("a shape that does not fit its data is not stored", () => {
  assert.throws(
    () => encodeSafetensors([["w", { shape: [2, 2], data: new Float32Array(3) }]]),
    /Cannot store the tensor "w" of shape \[2, 2\]: expected 4 elements.*got 3/,
  );
});

test("files name themselves when they are damaged", async () => {
  const folder = await mkdtemp(join(tmpdir(), "safetensors-"));
  try {
    const path = join(folder, "m.safetensors");
    await writeSafetensors(path, samples);
    assert.equal((await readSafetensors(path)).tensors.size, samples.length);
    await writeFile(path, "broken");
    await assert.rejects(readSafetensors(path), /^RangeError: Cannot read .*m\.safetensors: /);
  } finally {
    await rm(folder, { recursive: true });
  }
});
