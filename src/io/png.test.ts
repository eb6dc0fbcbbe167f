import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { encodeGreyPng } from "./png.ts";

test("the file holds the size and the pixels, row by row", () => {
  const png = Buffer.from(encodeGreyPng(Uint8Array.of(0, 128, 255, 1, 2, 3), { width: 3, height: 2 }));
  assert.equal(png.subarray(1, 4).toString(), "PNG");
  assert.equal(png.subarray(12, 16).toString(), "IHDR");
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]], [3, 2, 8, 0]);
  const data = png.indexOf("IDAT");
  const rows = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)));
  assert.deepEqual([...rows], [0, 0, 128, 255, 0, 1, 2, 3]);
});

test("the end chunk carries its known checksum", () => {
  const png = Buffer.from(encodeGreyPng(new Uint8Array(1), { width: 1, height: 1 }));
  assert.equal(png.readUInt32BE(png.length - 4), 0xae426082);
});

test("a wrong number of pixels is refused", () => {
  assert.throws(
    () => encodeGreyPng(new Uint8Array(5), { width: 3, height: 2 }),
    /3×2 PNG: expected 6 pixels, got 5/,
  );
});
