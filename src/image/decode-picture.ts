import { requireKind } from "../base/argument-kinds.ts";
import { decodeJpeg } from "./decode-jpeg.ts";
import { decodePng } from "./decode-png.ts";
import type { Picture } from "./picture.ts";

/** Above this, what a file claims to hold is not believed: 100 million pixels are 400 MB. */
const mostPixels = 100_000_000;

const formats = [
  { name: "PNG", signature: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], decode: decodePng },
  { name: "JPEG", signature: [0xff, 0xd8, 0xff], decode: decodeJpeg },
];

const others: readonly (readonly [name: string, start: RegExp])[] = [
  ["a GIF", /^GIF8/],
  ["a WebP", /^RIFF....WEBP/s],
  ["a BMP", /^BM/],
  ["a TIFF", /^(II\*\0|MM\0\*)/],
  ["an AVIF or HEIC", /^....ftyp/s],
  ["a PDF", /^%PDF/],
  ["an SVG", /^\s*(<\?xml|<svg)/],
];

/**
 * Decodes a PNG or a JPEG, told apart by their first bytes. A photograph is turned as its camera was held.
 *
 * Throws: RangeError with one sentence that names the file, if it is neither, damaged, or of more than 10⁸ pixels.
 */
export function decodePicture(bytes: Uint8Array, name: string = "a picture"): Picture {
  requireKind("bytes", "call decodePicture", { bytes });
  const format = formats.find(({ signature }) => signature.every((byte, i) => bytes[i] === byte));
  if (format === undefined) {
    throw new RangeError(
      `Cannot read ${name}: expected a PNG or a JPEG, got ${kindOf(bytes)}. Save or export it as one of them.`,
    );
  }
  try {
    return format.decode(bytes, mostPixels);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/[.:]?\s*$/, "") : String(error);
    throw new RangeError(
      `Cannot read ${name}: expected a whole ${format.name}, got ${bytes.length.toLocaleString("en-US")} bytes that cannot be decoded (${reason}). Save or export it anew.`,
      { cause: error },
    );
  }
}

function kindOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 512));
  const known = others.find(([, pattern]) => pattern.test(start));
  if (known !== undefined) return known[0];
  return /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(start) ? "a text file" : "a file of another kind";
}
