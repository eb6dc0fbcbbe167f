/** Test support: PNGs of every colour type, depth and interlacing, written bit by bit. */

import { crc32, deflateSync } from "node:zlib";

/** What a PNG is to hold. */
export interface TestPng {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** As in the standard: 0 grey, 2 colour, 3 palette, 4 grey and opacity, 6 colour and opacity. */
  readonly colorType: 0 | 2 | 3 | 4 | 6;
  readonly interlaced?: boolean;
  /** Further chunks before the data: PLTE, tRNS. */
  readonly chunks?: readonly (readonly [type: string, data: Uint8Array])[];
  /** The samples of a pixel, one a channel. */
  readonly samples: (x: number, y: number) => readonly number[];
}

/** Adam7: where each pass begins and how far apart its pixels are. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The bytes of a PNG file. */
export function testPng({
  width,
  height,
  depth,
  colorType,
  interlaced,
  chunks = [],
  samples,
}: TestPng): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colorType, 0, 0, interlaced ? 1 : 0], 8);
  const rows: number[] = [];
  for (const [left, top, across, down] of interlaced ? passes : [[0, 0, 1, 1] as const]) {
    for (let y = top; y < height && left < width; y += down) {
      let bits = "";
      for (let x = left; x < width; x += across) {
        for (const sample of samples(x, y)) bits += sample.toString(2).padStart(depth, "0");
      }
      rows.push(0, ...(bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2)));
    }
  }
  return Buffer.concat([
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk("IHDR", header),
    ...chunks.map(([type, data]) => chunk(type, data)),
    chunk("IDAT", deflateSync(Uint8Array.from(rows))),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}
