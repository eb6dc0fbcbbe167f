import { type Picture, pictureOf } from "../image/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** Weights as pictures, each from its least, black, to its greatest, white. Shapes: filters [count, height, width]. */
export async function filterPictures(filters: Tensor): Promise<Picture[]> {
  const [count, height, width] = filters.shape as [number, number, number];
  const values = await filters.data();
  return Array.from({ length: count }, (_, i) => {
    const one = Array.from(values.subarray(i * height * width, (i + 1) * height * width), Number);
    const [low, high] = [Math.min(...one), Math.max(...one)];
    return pictureOf(
      one.map((value) => (value - low) / (high - low || 1)),
      { channels: 1, height, width },
    );
  });
}
