import type { Image } from "./image.ts";
import { type Interpolation, type Taps, tapsOf } from "./interpolation-taps.ts";
import { gatherPlanes } from "./transforms/gather-planes.ts";

/** To what size an image is brought, and how. */
export interface ImageResizing {
  readonly height: number;
  readonly width: number;
  readonly interpolation: Interpolation;
  readonly antialias: boolean;
}

/** The image in another size, as PyTorch's `interpolate` makes it. */
export function resizeImage(image: Image, { height, width, ...filter }: ImageResizing): Image {
  const [channels, oldHeight, oldWidth] = image.shape;
  if (height === oldHeight && width === oldWidth) return image;
  const { interpolation, antialias } = filter;
  const shape = [channels, height, width] as const;
  if (interpolation === "nearest") {
    const places = { rows: nearestPlaces(oldHeight, height), columns: nearestPlaces(oldWidth, width) };
    return { shape, data: gatherPlanes(image, { ...places, fill: 0 }) };
  }
  const options = { interpolation, antialias };
  const narrow =
    width === oldWidth ? image.data : alongRows(image.data, oldWidth, tapsOf(oldWidth, width, options));
  const data =
    height === oldHeight
      ? narrow
      : alongColumns(narrow, { height: oldHeight, width, taps: tapsOf(oldHeight, height, options) });
  return { shape, data };
}

/** Which of `from` places lies nearest to each of `to` places. */
export function nearestPlaces(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to }, (_, i) => Math.floor((i * from) / to));
}

function alongRows(data: Float32Array, width: number, { firsts, counts, shares, most }: Taps): Float32Array {
  const to = firsts.length;
  const rows = data.length / width;
  const resized = new Float32Array(rows * to);
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < to; x++) {
      const from = row * width + firsts[x]!;
      const count = counts[x]!;
      let sum = 0;
      for (let k = 0; k < count; k++) sum += shares[x * most + k]! * data[from + k]!;
      resized[row * to + x] = sum;
    }
  }
  return resized;
}

interface Columns {
  readonly height: number;
  readonly width: number;
  readonly taps: Taps;
}

function alongColumns(
  data: Float32Array,
  { height, width, taps: { firsts, counts, shares, most } }: Columns,
): Float32Array {
  const to = firsts.length;
  const planes = data.length / (height * width);
  const resized = new Float32Array(planes * to * width);
  const sums = new Float64Array(width);
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < to; y++) {
      sums.fill(0);
      for (let k = 0; k < counts[y]!; k++) {
        const share = shares[y * most + k]!;
        const from = (plane * height + firsts[y]! + k) * width;
        for (let x = 0; x < width; x++) sums[x]! += share * data[from + x]!;
      }
      resized.set(sums, (plane * to + y) * width);
    }
  }
  return resized;
}
