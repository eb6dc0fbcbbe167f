import { PNG } from "pngjs";
import type { Picture } from "./picture.ts";

/**
 * Decodes a PNG of any of the standard's colour types, depths and interlacings; 16 bits become 8.
 *
 * Throws: Error saying what is wrong with it, or RangeError if it has more than `mostPixels`.
 * Source: W3C, "Portable Network Graphics", section 11.2.2, for the place of the size.
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
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  return { width, height, rgba: data };
}
