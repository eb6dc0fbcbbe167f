import type { Image, Mask } from "../image.ts";
import { type Fill, gatherPlanes } from "./gather-planes.ts";
import type { Movement } from "./move-sample.ts";

/** What lies outside of a picture: a constant, its border, or the picture mirrored with or without its border twice. */
export type PaddingMode = "constant" | "edge" | "reflect" | "symmetric";

/** A window onto a picture that may reach beyond it. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  /** What a pixel outside is. Default 0. */
  readonly fill?: Fill;
  /** Default "constant". */
  readonly paddingMode?: PaddingMode;
}

/** The movement that leaves what is seen through a window: a crop, a padding, or both. */
export function windowMovement({
  top,
  left,
  height,
  width,
  fill = 0,
  paddingMode = "constant",
}: Window): Movement {
  const rowsOf = (extent: number) => placesOf({ start: top, length: height, extent, paddingMode });
  const columnsOf = (extent: number) => placesOf({ start: left, length: width, extent, paddingMode });
  return {
    image(image: Image): Image {
      const [channels, oldHeight, oldWidth] = image.shape;
      const data = gatherPlanes(image, { rows: rowsOf(oldHeight), columns: columnsOf(oldWidth), fill });
      return { shape: [channels, height, width], data };
    },
    mask(mask: Mask): Mask {
      const [oldHeight, oldWidth] = mask.shape;
      const data = gatherPlanes(mask, { rows: rowsOf(oldHeight), columns: columnsOf(oldWidth), fill: 0 });
      return { shape: [height, width], data };
    },
    point: (x, y) => [x - left, y - top],
  };
}

interface Places {
  readonly start: number;
  readonly length: number;
  readonly extent: number;
  readonly paddingMode: PaddingMode;
}

/** Which place of an axis is seen at each place of the window; −1 for none. */
function placesOf({ start, length, extent, paddingMode }: Places): Int32Array {
  const places = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const place = start + i;
    places[i] = place >= 0 && place < extent ? place : outside(place, extent, paddingMode);
  }
  return places;
}

function outside(place: number, extent: number, paddingMode: PaddingMode): number {
  if (paddingMode === "constant") return -1;
  if (paddingMode === "edge") return place < 0 ? 0 : extent - 1;
  const twice = paddingMode === "symmetric" ? 1 : 0;
  const mirrored = place < 0 ? -place - twice : 2 * extent - 2 + twice - place;
  if (mirrored >= 0 && mirrored < extent) return mirrored;
  throw new RangeError(
    `Cannot mirror ${extent} pixels as far as ${place < 0 ? -place : place - extent + 1} beyond them: expected at most ${extent - 1 + twice}. Pad less, or with "edge" or "constant".`,
  );
}
