import jpeg from "jpeg-js";
import { decodeBaselineJpeg } from "./decode-baseline-jpeg.ts";
import { exifOrientation } from "./exif-orientation.ts";
import type { Picture } from "./picture.ts";

/**
 * Decodes a JPEG, baseline or progressive, and turns it upright by the orientation that cameras note in it.
 *
 * Throws: Error saying what is wrong with it, or that it has more than `mostPixels`.
 */
export function decodeJpeg(bytes: Uint8Array, mostPixels: number): Picture {
  const picture = decodeBaselineJpeg(bytes, mostPixels) ?? decodeAnyJpeg(bytes, mostPixels);
  return upright(picture, exifOrientation(bytes));
}

function decodeAnyJpeg(bytes: Uint8Array, mostPixels: number): Picture {
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    tolerantDecoding: false,
    maxResolutionInMP: mostPixels / 1e6,
    maxMemoryUsageInMB: 2048,
  });
  if (width === 0 || height === 0) throw new Error(`it is ${width}×${height}`);
  return { width, height, rgba: data };
}

/** Orientations 5 to 8 swap rows and columns; which of the two then run backwards, each number says. */
function upright(picture: Picture, orientation: number): Picture {
  if (orientation === 1) return picture;
  const swapped = orientation >= 5;
  const flipX = [2, 3, 7, 8].includes(orientation);
  const flipY = [3, 4, 6, 7].includes(orientation);
  const { width, height } = picture;
  const [newWidth, newHeight] = swapped ? [height, width] : [width, height];
  const from = new Uint32Array(picture.rgba.slice().buffer);
  const to = new Uint32Array(from.length);
  for (let y = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++) {
      const [u, v] = swapped ? [y, x] : [x, y];
      to[y * newWidth + x] = from[(flipY ? height - 1 - v : v) * width + (flipX ? width - 1 - u : u)]!;
    }
  }
  return { width: newWidth, height: newHeight, rgba: new Uint8Array(to.buffer) };
}
