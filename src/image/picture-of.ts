import { requireKind } from "../base/argument-kinds.ts";
import type { Picture } from "./picture.ts";

/** How large a picture is, and how many planes it has. */
export interface PictureSize {
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  readonly height: number;
  readonly width: number;
}

/**
 * A picture of a model's values: 0 is black and 1 is white or the full colour; what lies beyond is cut off.
 *
 * Shapes: values [channels, height, width], row by row. Throws: RangeError if there are fewer or more.
 */
export function pictureOf(values: ArrayLike<number>, options: PictureSize): Picture {
  requireKind("list", "call pictureOf", { values });
  requireKind("options", "call pictureOf", { options });
  const { channels, height, width } = options;
  const size = height * width;
  if (values.length !== channels * size) {
    throw new RangeError(
      `Cannot make a picture of ${values.length} values: expected ${channels}×${height}×${width}. Give one picture at a time.`,
    );
  }
  const rgba = new Uint8Array(4 * size);
  for (let pixel = 0; pixel < size; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      const value = values[(channels === 1 ? 0 : colour * size) + pixel]!;
      rgba[4 * pixel + colour] = Math.round(255 * Math.min(1, Math.max(0, value)));
    }
    rgba[4 * pixel + 3] = 255;
  }
  return { width, height, rgba };
}
