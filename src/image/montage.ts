import { requireKind } from "../base/argument-kinds.ts";
import type { PngPixels } from "./encode-png.ts";
import type { Plane } from "./resize-plane.ts";

const perRow = 8;
const gap = 4;
/** The shorter side of each picture comes to at least this many pixels. */
const leastSide = 224;
/** Between pictures. */
const grey = 128;

/**
 * Pictures side by side in rows of eight, each pixel blown up to a square, so that one sees what a network saw.
 *
 * Shapes: each picture is one plane (grey) or three (red, green and blue) with values from 0 to 1, all of one size.
 */
export function montage(pictures: readonly (readonly Plane[])[]): PngPixels {
  requireKind("array", "call montage", { pictures });
  requireKind("array", "call montage", { channels: pictures[0] });
  requireKind("object", "call montage", { plane: pictures[0]![0] });
  const { width, height } = pictures[0]![0]!;
  const channels = pictures[0]!.length === 3 ? 3 : 1;
  const zoom = Math.max(1, Math.ceil(leastSide / Math.min(width, height)));
  const columns = Math.min(perRow, pictures.length);
  const rows = Math.ceil(pictures.length / perRow);
  const whole = {
    width: columns * (width * zoom + gap) - gap,
    height: rows * (height * zoom + gap) - gap,
  };
  const data = new Uint8Array(whole.width * whole.height * channels).fill(grey);
  for (const [i, planes] of pictures.entries()) {
    const left = (i % perRow) * (width * zoom + gap);
    const top = Math.floor(i / perRow) * (height * zoom + gap);
    for (let y = 0; y < height * zoom; y++) {
      for (let x = 0; x < width * zoom; x++) {
        const from = Math.floor(y / zoom) * width + Math.floor(x / zoom);
        const to = ((top + y) * whole.width + left + x) * channels;
        for (let c = 0; c < channels; c++) data[to + c] = Math.round(255 * planes[c]!.data[from]!);
      }
    }
  }
  return { ...whole, channels, data };
}
