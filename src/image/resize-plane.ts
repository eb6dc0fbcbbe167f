import { requireKind } from "../base/argument-kinds.ts";
import { resizeImage } from "./resize-image.ts";

/** One number a pixel, rows from the top. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * Resizes a plane with a triangle filter that widens as the picture shrinks, so that every pixel counts and fine lines
 * do not break up: PyTorch's `interpolate(mode="bilinear", antialias=True)`.
 *
 * Throws: RangeError if a side of the new plane is no positive integer.
 * Source: Turkowski, "Filters for common resampling tasks", Graphics Gems, 1990.
 */
export function resizePlane(plane: Plane, size: { width: number; height: number }): Plane {
  requireKind("object", "call resizePlane", { plane, size });
  for (const side of [size.width, size.height]) {
    if (!Number.isInteger(side) || side < 1) {
      throw new RangeError(
        `Cannot resize to ${size.width}×${size.height}: expected two positive integers. Pass { width, height }.`,
      );
    }
  }
  const image = { shape: [1, plane.height, plane.width] as const, data: plane.data };
  const { data } = resizeImage(image, { ...size, interpolation: "bilinear", antialias: true });
  return { ...size, data };
}
