import { inflateSync } from "node:zlib";
import { PNG } from "pngjs";
import type { Picture } from "./picture.ts";
import { pngChunks } from "./png-chunks.ts";

/**
 * Decodes a PNG of any of the standard's colour types, depths and interlacings; 16 bits become 8.
 *
 * Throws: Error saying what is wrong with it, or RangeError if it has more than `mostPixels`.
 * Source: W3C, "Portable Network Graphics", section 11.2.2, for the place of the size; section 9 for the filters.
 */
export function decodePng(bytes: Uint8Array, mostPixels: number): Picture {
  // Sizes are judged before anything is unpacked.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 24) throw new Error("it ends before its size is told");
  const [claimedWidth, claimedHeight] = [view.getUint32(16), view.getUint32(20)];
  if (claimedWidth * claimedHeight > mostPixels) {
    throw new RangeError(
      `it claims ${claimedWidth}×${claimedHeight} pixels, expected at most ${mostPixels.toLocaleString("en-US")}`,
    );
  }
  const plain = decodePlainPng(bytes);
  if (plain !== undefined) return plain;
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  return { width, height, rgba: data };
}

/** Bytes a pixel of each colour type. */
const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };

/**
 * What most PNGs are, and small ones several times as fast: 8 bits a sample, no palette, no interlacing. Undefined for
 * others, and for what is damaged: pngjs tells how.
 */
function decodePlainPng(bytes: Uint8Array): Picture | undefined {
  const chunks = pngChunks(bytes);
  const header = chunks?.get("IHDR")?.[0];
  const packed = chunks?.get("IDAT");
  if (header?.length !== 13 || packed === undefined || chunks!.has("tRNS")) return undefined;
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colorType, compression, filtering, interlacing] = header.subarray(8);
  const channels = samples[colorType!];
  if (depth !== 8 || channels === undefined || compression! + filtering! + interlacing! > 0) return undefined;
  const size = height * (width * channels + 1);
  if (size === 0) return undefined;
  let raw: Uint8Array;
  try {
    const data = packed.length === 1 ? packed[0]! : Buffer.concat(packed);
    raw = inflateSync(data, { maxOutputLength: size, chunkSize: Math.max(64, size) });
  } catch {
    return undefined;
  }
  if (raw.length !== size || !unfilter(raw, width * channels, channels)) return undefined;
  return { width, height, rgba: spread(raw, { width, height, channels }) };
}

/** Undoes the filter of each row, which its first byte names. False if there is no such filter. */
function unfilter(raw: Uint8Array, rowLength: number, channels: number): boolean {
  for (let start = 1; start < raw.length; start += rowLength + 1) {
    const end = start + rowLength;
    const above = start - rowLength - 1;
    const first = start === 1;
    switch (raw[start - 1]) {
      case 0:
        break;
      case 1:
        for (let i = start + channels; i < end; i++) raw[i]! += raw[i - channels]!;
        break;
      case 2:
        if (!first) for (let i = start, up = above; i < end; i++, up++) raw[i]! += raw[up]!;
        break;
      case 3:
        for (let i = start, up = above; i < end; i++, up++) {
          const left = i < start + channels ? 0 : raw[i - channels]!;
          raw[i]! += (left + (first ? 0 : raw[up]!)) >> 1;
        }
        break;
      case 4:
        for (let i = start, up = above; i < end; i++, up++) {
          const inside = i >= start + channels;
          const left = inside ? raw[i - channels]! : 0;
          const upper = first ? 0 : raw[up]!;
          raw[i]! += paeth(left, upper, inside && !first ? raw[up - channels]! : 0);
        }
        break;
      default:
        return false;
    }
  }
  return true;
}

/** Of left, up and the pixel between them, the one nearest to left + up − between. */
function paeth(left: number, up: number, between: number): number {
  const toLeft = Math.abs(up - between);
  const toUp = Math.abs(left - between);
  const toBetween = Math.abs(left + up - 2 * between);
  if (toLeft <= toUp && toLeft <= toBetween) return left;
  return toUp <= toBetween ? up : between;
}

/** Four bytes a pixel. */
function spread(
  raw: Uint8Array,
  { width, height, channels }: { width: number; height: number; channels: number },
): Uint8Array {
  const rgba = new Uint8Array(4 * width * height);
  const colored = channels > 2;
  const opaque = channels % 2 === 1;
  let from = 0;
  let to = 0;
  for (let y = 0; y < height; y++) {
    from++;
    for (let x = 0; x < width; x++) {
      rgba[to] = raw[from]!;
      rgba[to + 1] = raw[colored ? from + 1 : from]!;
      rgba[to + 2] = raw[colored ? from + 2 : from]!;
      rgba[to + 3] = opaque ? 255 : raw[from + channels - 1]!;
      from += channels;
      to += 4;
    }
  }
  return rgba;
}
