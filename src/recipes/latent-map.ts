import type { ImageDataset } from "../data/index.ts";
import type { Picture } from "../image/index.ts";

const side = 640;
/** Ten colours that people tell apart, one a class. */
const colours = [
  [86, 180, 233],
  [230, 159, 0],
  [0, 190, 140],
  [240, 228, 66],
  [110, 130, 255],
  [240, 100, 40],
  [230, 130, 190],
  [230, 230, 230],
  [180, 220, 120],
  [220, 70, 90],
] as const;

/**
 * A map of examples: each small picture at half its size where its point lies, in the colour of its class. The few that lie
 * far outside are left out.
 *
 * Shapes: points [n, 2], of the first n pictures.
 */
export function latentMap(points: Float32Array, data: ImageDataset): Picture {
  const { width, height, labels } = data.arrays;
  const rgba = new Uint8Array(4 * side * side);
  for (let pixel = 0; pixel < side * side; pixel++) rgba.set([16, 18, 24, 255], 4 * pixel);
  const [x, y] = [spread(points, 0), spread(points, 1)];
  for (let i = 0; i < points.length / 2; i++) {
    const left = Math.round(x(points[2 * i]!) * (side - width / 2));
    const top = Math.round(y(points[2 * i + 1]!) * (side - height / 2));
    const image = data.image(i);
    for (let row = 0; row < height >> 1; row++) {
      for (let column = 0; column < width >> 1; column++) {
        const place = { x: left + column, y: top + row };
        if (place.x < 0 || place.y < 0 || place.x >= side || place.y >= side) continue;
        const from = 2 * row * width + 2 * column;
        const ink =
          (image[from]! + image[from + 1]! + image[from + width]! + image[from + width + 1]!) / 1020;
        const to = 4 * (place.y * side + place.x);
        for (const [c, full] of colours[labels[i]! % colours.length]!.entries()) {
          rgba[to + c] = Math.max(rgba[to + c]!, Math.round(ink * full));
        }
      }
    }
  }
  return { width: side, height: side, rgba };
}

/** Brings a coordinate to 0 … 1, between the hundredth part that is least and the one that is greatest. */
function spread(points: Float32Array, axis: 0 | 1): (value: number) => number {
  const sorted = points.filter((_, i) => i % 2 === axis).sort();
  const low = sorted[Math.floor(0.01 * sorted.length)]!;
  const high = sorted[Math.ceil(0.99 * sorted.length) - 1]!;
  return (value) => (value - low) / (high - low || 1);
}
