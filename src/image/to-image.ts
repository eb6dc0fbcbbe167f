import { requireKind } from "../base/argument-kinds.ts";
import type { Image } from "./image.ts";
import type { Picture } from "./picture.ts";

/** Grey as ITU-R BT.601 weighs red, green and blue. */
const shares = [0.299, 0.587, 0.114] as const;

/**
 * A decoded picture as planes from 0 to 1: three for red, green and blue, or one for grey. Its opacity is left out.
 *
 * Shapes: the image [channels, height, width].
 *
 * @example
 * const picture = { width: 1, height: 1, rgba: Uint8Array.of(255, 0, 51, 255) };
 * toImage(picture).data; // [1, 0, 0.20000000298023224]
 */
export function toImage(picture: Picture, options: { channels?: 1 | 3 } = {}): Image {
  requireKind("object", "call toImage", { picture });
  const { width, height, rgba } = picture;
  const { channels = 3 } = options;
  const size = width * height;
  const data = new Float32Array(channels * size);
  if (channels === 1) {
    const [red, green, blue] = shares;
    for (let i = 0, at = 0; i < size; i++, at += 4) {
      data[i] = (red * rgba[at]! + green * rgba[at + 1]! + blue * rgba[at + 2]!) / 255;
    }
  } else {
    for (let i = 0, at = 0; i < size; i++, at += 4) {
      data[i] = rgba[at]! / 255;
      data[size + i] = rgba[at + 1]! / 255;
      data[2 * size + i] = rgba[at + 2]! / 255;
    }
  }
  return { shape: [channels, height, width], data };
}
