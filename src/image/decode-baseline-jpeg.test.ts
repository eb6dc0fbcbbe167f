import assert from "node:assert/strict";
import { test } from "node:test";
import jpeg from "jpeg-js";
import { Random } from "../base/random.ts";
import { fixtures } from "../nn/oracle.ts";
import { decodeBaselineJpeg } from "./decode-baseline-jpeg.ts";
import { decodePicture } from "./decode-picture.ts";
import type { Picture } from "./picture.ts";

interface Case {
  readonly name: string;
  readonly baseline: boolean;
  readonly shape: readonly [height: number, width: number, channels: 3];
  readonly file: string;
  readonly pixels: string;
}

const cases = fixtures<Case>("jpegs");
const most = 1e6;
const bytesOf = (base64: string): Buffer => Buffer.from(base64, "base64");

/** What jpeg-js makes of a file; undefined if it refuses it. */
function byJpegJs(bytes: Uint8Array): Picture | undefined {
  try {
    const { width, height, data } = jpeg.decode(bytes, { useTArray: true, tolerantDecoding: false });
    return { width, height, rgba: data };
  } catch {
    return undefined;
  }
}

test("baseline pictures have the bytes that jpeg-js gives them; others are left to it", () => {
  for (const { name, baseline, file } of cases) {
    const bytes = bytesOf(file);
    const expected = baseline ? byJpegJs(bytes) : undefined;
    assert.deepEqual(decodeBaselineJpeg(bytes, most), expected, name);
  }
  assert.equal(decodeBaselineJpeg(bytesOf(cases[0]!.file), 21 * 18 - 1), undefined);
});

test("what is decoded of damaged files is what jpeg-js decodes", () => {
  const random = new Random(7);
  let decoded = 0;
  for (let i = 0; i < 4000; i++) {
    const bytes = bytesOf(cases[random.integer(0, cases.length)]!.file);
    for (let change = random.integer(0, 3); change >= 0; change--) {
      const value = random.uniform() < 0.3 ? 0xff : random.integer(0, 256);
      bytes[random.integer(2, bytes.length)] = value;
    }
    const found = decodeBaselineJpeg(bytes, most);
    if (found === undefined) continue;
    decoded++;
    assert.deepEqual(found, byJpegJs(bytes), `damage ${i}`);
  }
  assert.ok(decoded > 500, `${decoded} were decoded`);
});

test("pixels are within 3 of libjpeg's, and their brightness within 5 where it smooths coarser colours", () => {
  for (const { name, shape, file, pixels } of cases) {
    const expected = bytesOf(pixels);
    const { width, height, rgba } = decodePicture(bytesOf(file));
    assert.deepEqual([height, width], shape.slice(0, 2), name);
    let [largest, brightness] = [0, 0];
    for (let i = 0; i < width * height; i++) {
      const [r, g, b] = [0, 1, 2].map((c) => rgba[4 * i + c]! - expected[3 * i + c]!) as [
        number,
        number,
        number,
      ];
      largest = Math.max(largest, Math.abs(r), Math.abs(g), Math.abs(b));
      brightness = Math.max(brightness, Math.abs(0.299 * r + 0.587 * g + 0.114 * b));
    }
    if (/^grey|4:4:4/.test(name)) assert.ok(largest <= 3, `${name}: ${largest}`);
    assert.ok(brightness <= 5, `${name}: ${brightness}`);
  }
});
