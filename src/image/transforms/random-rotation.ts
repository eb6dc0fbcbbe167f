import { requireKind } from "../../base/argument-kinds.ts";
import { type ImageTransform, transformOf } from "../image-transform.ts";
import { affineMap } from "./affine-map.ts";
import { moveSample } from "./move-sample.ts";
import { aroundZero, type Range } from "./option-checks.ts";
import { type Homography, type WarpOptions, warpMovement } from "./warp.ts";

/** How a turned picture is made. */
export interface RandomRotationOptions extends WarpOptions {
  /** Whether the picture becomes as large as it takes to hold all of the old one. Default false. */
  readonly expand?: boolean;
  /** The point that stays, in pixels from the upper left corner; not with `expand`. Default the middle. */
  readonly center?: readonly [x: number, y: number];
}

/**
 * Turns a picture counter-clockwise by an angle drawn evenly from −degrees to degrees, or from a range of degrees.
 *
 * Throws: RangeError if `degrees` is negative or no range, or there is a centre with `expand`.
 * Source: torchvision, `transforms.v2.RandomRotation`.
 *
 * @example
 * const square = { shape: [1, 2, 2], data: Float32Array.of(1, 2, 3, 4) } as const;
 * randomRotation([90, 90])({ image: square }, new Random(0)).image.data; // [2, 4, 1, 3]
 */
export function randomRotation(degrees: number | Range, options: RandomRotationOptions = {}): ImageTransform {
  requireKind("numbers", "call randomRotation", { degrees });
  const range = aroundZero("turn pictures", degrees);
  const { expand = false, center, ...warping } = options;
  if (expand && center !== undefined) {
    throw new RangeError(
      `Cannot turn pictures about (${center.join(", ")}) with expand: expected the middle. Leave out one of them.`,
    );
  }
  return transformOf([import.meta.url, "randomRotation", degrees, options], (sample, random) => {
    const [, height, width] = sample.image.shape;
    const map = affineMap({ angle: -random.uniform(...range), center: center ?? [width / 2, height / 2] });
    const size = expand ? expandedSize(map, { height, width }) : { height, width };
    // The middle of the new picture comes from the middle of the old one.
    const [across, down] = [(size.width - width) / 2, (size.height - height) / 2];
    const [a, b, c, d, e, f] = map;
    const shifted: Homography = [a, b, c - a * across - b * down, d, e, f - d * across - e * down, 0, 0, 1];
    return moveSample(sample, warpMovement(shifted, { ...size, ...warping }));
  });
}

/** How large a picture must be to hold all of the turned one, as torchvision rounds it. */
function expandedSize(
  [a, b, , d, e]: Homography,
  { height, width }: { height: number; width: number },
): { height: number; width: number } {
  // A turn's inverse has the same absolute values, so the corners' spread is that of the map itself.
  const spread = (across: number, down: number, extent: number): number => {
    const half = (Math.abs(across) * width + Math.abs(down) * height) / 2;
    const [least, most] = [extent / 2 - half, extent / 2 + half].map((x) => Math.trunc(x / 1e-4) * 1e-4);
    return Math.ceil(most! - 1e-9) - Math.floor(least! + 1e-9);
  };
  return { width: spread(a, b, width), height: spread(d, e, height) };
}
