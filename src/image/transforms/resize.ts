import { requireKind } from "../../base/argument-kinds.ts";
import type { ImageSample } from "../image.ts";
import { type FixedImageTransform, transformOf } from "../image-transform.ts";
import type { Interpolation } from "../interpolation-taps.ts";
import { nearestPlaces, resizeImage } from "../resize-image.ts";
import { gatherPlanes } from "./gather-planes.ts";
import { moveSample } from "./move-sample.ts";
import { type Size, sidesOf } from "./option-checks.ts";

/** How new pixels are made. */
export interface ResizeOptions {
  /** Default "bilinear". */
  readonly interpolation?: Interpolation;
  /** Whether a filter widens as a picture shrinks, so that every pixel counts. Default true. */
  readonly antialias?: boolean;
  /** With one number for a size: the most that the longer side may have. */
  readonly maxSize?: number;
}

/**
 * A picture in another size: [height, width], or one number for the shorter side, which keeps the proportions. Masks get
 * the class of the nearest pixel.
 *
 * Shapes: [channels, height, width] → [channels, new height, new width].
 * Throws: RangeError if a side is no positive integer, or `maxSize` is not greater than the shorter side.
 * Source: torchvision, `transforms.v2.Resize`.
 *
 * @example
 * const photo = { shape: [3, 48, 64], data: new Float32Array(3 * 48 * 64) } as const;
 * resize(24)({ image: photo }).image.shape; // [3, 24, 32]
 */
export function resize(size: Size, options: ResizeOptions = {}): FixedImageTransform {
  requireKind("numbers", "call resize", { size });
  sidesOf("resize pictures", size);
  const { maxSize } = options;
  if (maxSize !== undefined && !(typeof size === "number" && Number.isInteger(maxSize) && maxSize > size)) {
    throw new RangeError(
      `Cannot resize pictures to ${String(size)} with maxSize = ${maxSize}: expected one number for the shorter side, and a greater integer for the longer. Leave maxSize out for no limit.`,
    );
  }
  return transformOf([import.meta.url, "resize", size, options], (sample) => {
    const [, height, width] = sample.image.shape;
    const [newHeight, newWidth] = typeof size === "number" ? scaled({ height, width }, size, maxSize) : size;
    return resizeSample(sample, newHeight, newWidth, options);
  });
}

/** The example with a picture of this size. */
export function resizeSample(
  sample: ImageSample,
  height: number,
  width: number,
  { interpolation = "bilinear", antialias = true }: ResizeOptions,
): ImageSample {
  const [, oldHeight, oldWidth] = sample.image.shape;
  return moveSample(sample, {
    image: (image) => resizeImage(image, { height, width, interpolation, antialias }),
    mask: (mask) => {
      const places = { rows: nearestPlaces(oldHeight, height), columns: nearestPlaces(oldWidth, width) };
      return { shape: [height, width], data: gatherPlanes(mask, { ...places, fill: 0 }) };
    },
    point: (x, y) => [(x * width) / oldWidth, (y * height) / oldHeight],
  });
}

function scaled(
  { height, width }: { height: number; width: number },
  shorter: number,
  maxSize = Number.POSITIVE_INFINITY,
): [height: number, width: number] {
  const longer = Math.trunc((shorter * Math.max(height, width)) / Math.min(height, width));
  const sides =
    longer > maxSize ? [Math.max(1, Math.trunc((maxSize * shorter) / longer)), maxSize] : [shorter, longer];
  return (height <= width ? sides : sides.toReversed()) as [number, number];
}
