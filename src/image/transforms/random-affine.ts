import { requireKind } from "../../base/argument-kinds.ts";
import type { Random } from "../../base/random.ts";
import { type ImageTransform, transformOf } from "../image-transform.ts";
import { affineMap } from "./affine-map.ts";
import { moveSample } from "./move-sample.ts";
import { aroundZero, type Range, requireRange } from "./option-checks.ts";
import { type WarpOptions, warpMovement } from "./warp.ts";

/** What besides turning is done to a picture. */
export interface RandomAffineOptions extends WarpOptions {
  /** The largest shift either way, as a share of width and height. Default none. */
  readonly translate?: readonly [x: number, y: number];
  /** How many times as large. Default 1. */
  readonly scale?: Range;
  /** Degrees by which columns lean: one number for either way, a range, or one range for x and one for y. Default 0. */
  readonly shear?: number | Range | readonly [leastX: number, mostX: number, leastY: number, mostY: number];
  /** The point that stays, in pixels from the upper left corner. Default the middle. */
  readonly center?: readonly [x: number, y: number];
}

/**
 * Turns (clockwise, by −degrees to degrees or a range), shifts, scales and shears a picture about its middle, each by an
 * amount drawn evenly. Shifts are whole pixels.
 *
 * Throws: RangeError if a number is negative, no range, or a shift more than the whole picture.
 * Source: torchvision, `transforms.v2.RandomAffine`.
 *
 * @example
 * const moved = randomAffine(15, { translate: [0.1, 0.1], scale: [0.9, 1.1], interpolation: "bilinear" });
 * moved({ image: { shape: [3, 32, 32], data: new Float32Array(3072) } }, new Random(1)).image.shape; // [3, 32, 32]
 */
export function randomAffine(degrees: number | Range, options: RandomAffineOptions = {}): ImageTransform {
  requireKind("numbers", "call randomAffine", { degrees });
  const { translate = [0, 0], scale, shear = 0, center, ...warping } = options;
  const angles = aroundZero("turn pictures", degrees);
  requireKind("array", "call randomAffine", { translate });
  for (const share of translate) requireRange("shift pictures by shares", [0, share], [0, 1]);
  if (scale !== undefined) {
    requireRange("scale pictures", scale, [Number.MIN_VALUE, Number.POSITIVE_INFINITY]);
  }
  const [shearX, shearY] = shearsOf(shear);
  return transformOf([import.meta.url, "randomAffine", degrees, options], (sample, random) => {
    const [, height, width] = sample.image.shape;
    const map = affineMap({
      angle: random.uniform(...angles),
      translate: [wholePixels(translate[0] * width, random), wholePixels(translate[1] * height, random)],
      scale: scale === undefined ? 1 : random.uniform(...scale),
      shear: [random.uniform(...shearX), random.uniform(...shearY)],
      center: center ?? [width / 2, height / 2],
    });
    return moveSample(sample, warpMovement(map, { height, width, ...warping }));
  });
}

function wholePixels(most: number, random: Random): number {
  return Math.round(random.uniform(-most, most));
}

function shearsOf(shear: Exclude<RandomAffineOptions["shear"], undefined>): readonly [x: Range, y: Range] {
  if (typeof shear === "number" || shear.length === 2) return [aroundZero("shear pictures", shear), [0, 0]];
  const ranges = [shear.slice(0, 2), shear.slice(2)] as unknown as readonly [Range, Range];
  for (const range of ranges) aroundZero("shear pictures", range);
  return ranges;
}
