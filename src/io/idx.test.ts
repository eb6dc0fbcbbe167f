import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { decodeIdx } from "./idx.ts";

const plain = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 20, 30, 40, 50, 255);

test("reads a plain and a gzip file alike", () => {
  for (const file of [plain, gzipSync(plain)]) {
    const { shape, data } = decodeIdx(file);
    assert.deepEqual(shape, [2, 3]);
    assert.deepEqual([...data], [10, 20, 30, 40, 50, 255]);
  }
});

const damaged: [string, Uint8Array, RegExp][] = [
  ["an empty file", new Uint8Array(0), /two zero bytes/],
  ["another format", Uint8Array.of(137, 80, 78, 71, 0), /two zero bytes/],
  ["floats", Uint8Array.of(0, 0, 13, 0), /type is 0x0d/],
  ["a header cut off", plain.subarray(0, 10), /within its header of 12 bytes/],
  ["data cut off", plain.subarray(0, 17), /needs 6 bytes of data, got 5/],
  ["data too long", Uint8Array.of(...plain, 1), /needs 6 bytes of data, got 7/],
  ["huge extents", Uint8Array.of(0, 0, 8, 1, 255, 255, 255, 255), /needs 4294967295 bytes/],
  ["damaged gzip", gzipSync(plain).subarray(0, 20), /Cannot unpack gzip/],
];
for (const [what, file, message] of damaged) {
  test(`refuses ${what}`, () => assert.throws(() => decodeIdx(file), message));
}
