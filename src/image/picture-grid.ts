import { requireKind } from "../base/argument-kinds.ts";
import type { Picture } from "./picture.ts";

/** How pictures are laid out. */
export interface PictureGridOptions {
  /** Pictures a row. Default: as many as make the grid about square. */
  readonly columns?: number;
  /** Pixels between pictures, which are transparent. Default 1. */
  readonly gap?: number;
  /** How large a square each pixel becomes, and each of the gap. Default 1. */
  readonly zoom?: number;
}

/**
 * Pictures in rows, as one picture; each has a cell as large as the largest.
 *
 * Throws: RangeError if there are none, or `columns` is no positive integer.
 */
export function pictureGrid(pictures: readonly Picture[], options: PictureGridOptions = {}): Picture {
  requireKind("array", "call pictureGrid", { pictures });
  const { columns = Math.ceil(Math.sqrt(pictures.length)), gap = 1, zoom = 1 } = options;
  if (pictures.length === 0 || !Number.isInteger(columns) || columns < 1) {
    throw new RangeError(
      `Cannot lay out ${pictures.length} pictures in ${columns} columns: expected at least one of each. Leave columns out for a square.`,
    );
  }
  for (const picture of pictures) requireKind("object", "call pictureGrid", { pictures: picture });
  const cell = {
    width: Math.max(...pictures.map(({ width }) => width)) + gap,
    height: Math.max(...pictures.map(({ height }) => height)) + gap,
  };
  const width = Math.min(columns, pictures.length) * cell.width - gap;
  const height = Math.ceil(pictures.length / columns) * cell.height - gap;
  const rgba = new Uint8Array(4 * width * height);
  for (const [i, picture] of pictures.entries()) {
    const left = (i % columns) * cell.width;
    const top = Math.floor(i / columns) * cell.height;
    for (let y = 0; y < picture.height; y++) {
      const row = picture.rgba.subarray(4 * y * picture.width, 4 * (y + 1) * picture.width);
      rgba.set(row, 4 * ((top + y) * width + left));
    }
  }
  return zoom === 1 ? { width, height, rgba } : enlarged({ width, height, rgba }, zoom);
}

function enlarged({ width, height, rgba }: Picture, zoom: number): Picture {
  const [from, to] = [new Uint32Array(rgba.buffer), new Uint32Array(width * height * zoom * zoom)];
  for (let y = 0; y < height * zoom; y++) {
    for (let x = 0; x < width * zoom; x++) {
      to[y * width * zoom + x] = from[Math.floor(y / zoom) * width + Math.floor(x / zoom)]!;
    }
  }
  return { width: width * zoom, height: height * zoom, rgba: new Uint8Array(to.buffer) };
}
