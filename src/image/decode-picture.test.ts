import assert from "node:assert/strict";
import { test } from "node:test";
import jpeg from "jpeg-js";
import { decodePicture } from "./decode-picture.ts";
import { encodePng } from "./encode-png.ts";
import { testPng } from "./png.testing.ts";

/** The same pixels in every depth: a value from 0 to 1 a place. */
const value = (x: number, y: number): number => ((x * 3 + y * 5) % 4) / 3;
const size = { width: 11, height: 9 };

for (const interlaced of [false, true]) {
  const how = interlaced ? "interlaced" : "in rows";
  for (const depth of [1, 2, 4, 8, 16]) {
    test(`grey of ${depth} bits, ${how}`, () => {
      const level = (x: number, y: number): number => (depth === 1 ? Math.round(value(x, y)) : value(x, y));
      const png = testPng({
        ...size,
        depth,
        colorType: 0,
        interlaced,
        samples: (x, y) => [Math.round(level(x, y) * (2 ** depth - 1))],
      });
      const { rgba, ...found } = decodePicture(png);
      assert.deepEqual(found, size);
      for (let y = 0; y < size.height; y++) {
        for (let x = 0; x < size.width; x++) {
          const grey = Math.round(255 * level(x, y));
          const at = 4 * (y * size.width + x);
          assert.deepEqual([...rgba.subarray(at, at + 4)], [grey, grey, grey, 255], `${x}, ${y}`);
        }
      }
    });
  }
}

test("colour, with and without opacity, of 8 and 16 bits", () => {
  const pixel = decodePicture(
    testPng({ width: 1, height: 1, depth: 8, colorType: 6, samples: () => [1, 2, 3, 4] }),
  );
  assert.deepEqual([...pixel.rgba], [1, 2, 3, 4]);
  const wide = testPng({ width: 1, height: 1, depth: 16, colorType: 2, samples: () => [257, 514, 65535] });
  assert.deepEqual([...decodePicture(wide).rgba], [1, 2, 255, 255]);
  const grey = testPng({ width: 1, height: 1, depth: 8, colorType: 4, samples: () => [9, 77] });
  assert.deepEqual([...decodePicture(grey).rgba], [9, 9, 9, 77]);
});

test("palettes, of which colours may be transparent", () => {
  const chunks = [["PLTE", Uint8Array.of(10, 20, 30, 40, 50, 60)]] as const;
  const picture = { width: 3, height: 1, depth: 1, colorType: 3, samples: (x: number) => [x % 2] } as const;
  const opaque = decodePicture(testPng({ ...picture, chunks })).rgba;
  assert.deepEqual([...opaque], [10, 20, 30, 255, 40, 50, 60, 255, 10, 20, 30, 255]);
  const clear = decodePicture(testPng({ ...picture, chunks: [...chunks, ["tRNS", Uint8Array.of(0)]] })).rgba;
  assert.deepEqual([...clear], [10, 20, 30, 0, 40, 50, 60, 255, 10, 20, 30, 0]);
});

test("one colour may be transparent without a palette", () => {
  const chunks = [["tRNS", Uint8Array.of(0, 2)]] as const;
  const png = testPng({ width: 3, height: 1, depth: 2, colorType: 0, chunks, samples: (x) => [x + 1] });
  assert.deepEqual(
    [...decodePicture(png).rgba].filter((_, i) => i % 4 === 3),
    [255, 0, 255],
  );
});

test("what encodePng writes comes back, and a wrong number of bytes is refused", () => {
  const data = Uint8Array.from({ length: 2 * 3 * 3 }, (_, i) => i * 13);
  const { rgba } = decodePicture(encodePng({ width: 2, height: 3, channels: 3, data }));
  assert.deepEqual(
    [...rgba].filter((_, i) => i % 4 !== 3),
    [...data],
  );
  const short = { width: 3, height: 2, channels: 1, data: new Uint8Array(5) } as const;
  assert.throws(() => encodePng(short), /3×2 PNG of 1 channels: expected 6 bytes, got 5/);
});

/** 16×8, red on the left and blue on the right half. */
function twoColors(): Buffer {
  const rgba = Buffer.alloc(16 * 8 * 4, 255);
  for (let i = 0; i < 128; i++) rgba.set(i % 16 < 8 ? [255, 0, 0] : [0, 0, 255], 4 * i);
  return jpeg.encode({ width: 16, height: 8, data: rgba }, 95).data;
}

/** The JPEG with an EXIF segment that holds nothing but the orientation. */
function turned(bytes: Buffer, orientation: number, little: boolean): Buffer {
  const tiff = Buffer.alloc(26);
  const words: [number, number][] = [
    [0x2a, 2],
    [1, 8],
    [0x0112, 10],
    [3, 12],
    [orientation, 18],
  ];
  tiff.write(little ? "II" : "MM", "latin1");
  for (const [word, at] of words) little ? tiff.writeUInt16LE(word, at) : tiff.writeUInt16BE(word, at);
  little ? tiff.writeUInt32LE(8, 4) : tiff.writeUInt32BE(8, 4);
  little ? tiff.writeUInt32LE(1, 14) : tiff.writeUInt32BE(1, 14);
  const head = Buffer.from([0xff, 0xe1, 0, 2 + 6 + tiff.length, ...Buffer.from("Exif\0\0")]);
  return Buffer.concat([bytes.subarray(0, 2), head, tiff, bytes.subarray(2)]);
}

test("a JPEG is turned as its camera was held", () => {
  // Where the red half is to be seen: 1 left, 3 right, 6 above, 8 below, in pictures of 16×8 or 8×16.
  const red = { 1: [3, 4], 2: [12, 4], 3: [12, 4], 4: [3, 4], 5: [4, 3], 6: [4, 3], 7: [4, 12], 8: [4, 12] };
  for (const [orientation, [x, y]] of Object.entries(red)) {
    for (const little of [true, false]) {
      const { width, height, rgba } = decodePicture(turned(twoColors(), Number(orientation), little));
      assert.deepEqual([width, height], Number(orientation) < 5 ? [16, 8] : [8, 16], orientation);
      const at = (u: number, v: number): number[] => [...rgba.subarray(4 * (v * width + u)).subarray(0, 3)];
      const [r, , b] = at(x!, y!);
      assert.ok(r! > 200 && b! < 60, `${orientation}: ${at(x!, y!)}`);
      const [otherR, , otherB] = at(width - 1 - x!, height - 1 - y!);
      assert.ok(otherR! < 60 && otherB! > 200, `${orientation}: the other half`);
    }
  }
});

const png = testPng({ ...size, depth: 8, colorType: 0, samples: (x, y) => [Math.round(255 * value(x, y))] });
const huge = Buffer.from(png);
huge.writeUInt32BE(100_000, 16);
huge.writeUInt32BE(100_000, 20);
const flipped = Buffer.from(png);
flipped[flipped.length - 20]! ^= 0x55;

const refused: [what: string, bytes: Uint8Array, message: RegExp][] = [
  ["an empty file", new Uint8Array(0), /^Cannot read x\.png: expected a PNG or a JPEG, got an empty file\. /],
  ["a text file", Buffer.from("digits: 1, 2\n"), /got a text file\. Save or export it as one of them\.$/],
  ["a GIF", Buffer.from("GIF89a\0\0"), /got a GIF\. /],
  ["a photograph of a phone", Buffer.from("\0\0\0\x18ftypheic\0"), /got an AVIF or HEIC\. /],
  ["bytes", Uint8Array.of(0, 1, 2, 3), /got a file of another kind\. /],
  ["a signature alone", png.subarray(0, 8), /^Cannot read x\.png: expected a whole PNG, got 8 bytes /],
  ["a PNG cut short", png.subarray(0, png.length - 30), /expected a whole PNG/],
  ["a PNG with a flipped bit", flipped, /expected a whole PNG/],
  ["a PNG that claims 10¹⁰ pixels", huge, /\(it claims 100000×100000 pixels, expected at most 100,000,000\)/],
  ["a JPEG cut short", twoColors().subarray(0, 200), /^Cannot read x\.png: expected a whole JPEG/],
  ["a JPEG's beginning", Uint8Array.of(0xff, 0xd8, 0xff), /expected a whole JPEG/],
];
for (const [what, bytes, message] of refused) {
  test(`${what} is refused in one sentence`, () => {
    assert.throws(
      () => decodePicture(bytes, "x.png"),
      (error: Error) => {
        assert.ok(error instanceof RangeError && !error.message.includes("\n"), error.message);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}
