import type { Image, Mask } from "../image.ts";
import type { Fill, Planes } from "./gather-planes.ts";
import type { Movement } from "./move-sample.ts";

/**
 * From a place in the new picture to one in the old, in pixels from the upper left corner:
 * x = (a·u + b·v + c) / (g·u + h·v + i), y = (d·u + e·v + f) / (g·u + h·v + i).
 */
export type Homography = readonly [
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
  g: number,
  h: number,
  i: number,
];

/** How pixels between pixels are made, and those outside. */
export interface WarpOptions {
  /** Default "nearest". */
  readonly interpolation?: "nearest" | "bilinear";
  /** Outside of the picture: one number, or one a channel. Default 0. */
  readonly fill?: Fill;
}

/** The movement that takes each new pixel from where `map` leads, in a new picture of height × width. */
export function warpMovement(
  map: Homography,
  { height, width, interpolation = "nearest", fill = 0 }: WarpOptions & { height: number; width: number },
): Movement {
  const size = { map, height, width };
  const [a, b, c, d, e, f, g, h, i] = inverse(map);
  return {
    image(image: Image): Image {
      const data = interpolation === "nearest" ? nearest(image, fill, size) : bilinear(image, fill, size);
      return { shape: [image.shape[0], height, width], data };
    },
    mask: (mask: Mask): Mask => ({ shape: [height, width], data: nearest(mask, 0, size) }),
    point(x, y) {
      const w = g * x + h * y + i;
      return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
    },
  };
}

/** The inverse of a 3×3 matrix, up to a factor, which a homography does not see. */
function inverse([a, b, c, d, e, f, g, h, i]: Homography): Homography {
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
}

interface Target {
  readonly map: Homography;
  readonly height: number;
  readonly width: number;
}

function nearest<Elements extends Float32Array | Int32Array>(
  { shape, data }: Planes<Elements>,
  fill: Fill,
  { map: [a, b, c, d, e, f, g, h, i], height, width }: Target,
): Elements {
  const [oldHeight, oldWidth] = shape.slice(-2) as [number, number];
  const planes = shape.length === 3 ? shape[0]! : 1;
  const warped = new (data.constructor as new (length: number) => Elements)(planes * height * width);
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const w = g * (u + 0.5) + h * (v + 0.5) + i;
      const x = Math.floor((a * (u + 0.5) + b * (v + 0.5) + c) / w + edge);
      const y = Math.floor((d * (u + 0.5) + e * (v + 0.5) + f) / w + edge);
      const inside = x >= 0 && x < oldWidth && y >= 0 && y < oldHeight;
      for (let plane = 0; plane < planes; plane++) {
        warped[(plane * height + v) * width + u] = inside
          ? data[(plane * oldHeight + y) * oldWidth + x]!
          : filling(fill, plane);
      }
    }
  }
  return warped;
}

/** A place that should lie on the edge between two pixels must not fall to either side by rounding alone. */
const edge = 1e-9;

function bilinear(
  { shape, data }: Image,
  fill: Fill,
  { map: [a, b, c, d, e, f, g, h, i], height, width }: Target,
): Float32Array {
  const [planes, oldHeight, oldWidth] = shape;
  const warped = new Float32Array(planes * height * width);
  const fills = Array.from({ length: planes }, (_, plane) => filling(fill, plane));
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const w = g * (u + 0.5) + h * (v + 0.5) + i;
      const x = (a * (u + 0.5) + b * (v + 0.5) + c) / w - 0.5;
      const y = (d * (u + 0.5) + e * (v + 0.5) + f) / w - 0.5;
      const left = Math.floor(x);
      const top = Math.floor(y);
      const right = x - left;
      const down = y - top;
      const hasLeft = left >= 0 && left < oldWidth;
      const hasRight = left >= -1 && left < oldWidth - 1;
      const hasTop = top >= 0 && top < oldHeight;
      const hasBottom = top >= -1 && top < oldHeight - 1;
      for (let plane = 0; plane < planes; plane++) {
        const corner = (plane * oldHeight + top) * oldWidth + left;
        const empty = fills[plane]!;
        const upper =
          (1 - right) * (hasTop && hasLeft ? data[corner]! : empty) +
          right * (hasTop && hasRight ? data[corner + 1]! : empty);
        const lower =
          (1 - right) * (hasBottom && hasLeft ? data[corner + oldWidth]! : empty) +
          right * (hasBottom && hasRight ? data[corner + oldWidth + 1]! : empty);
        warped[(plane * height + v) * width + u] = (1 - down) * upper + down * lower;
      }
    }
  }
  return warped;
}

function filling(fill: Fill, plane: number): number {
  return typeof fill === "number" ? fill : fill[plane % fill.length]!;
}
