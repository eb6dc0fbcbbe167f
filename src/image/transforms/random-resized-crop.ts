import { requireKind } from "../../base/argument-kinds.ts";
import { exponential } from "../../base/exponential.ts";
import { logarithm } from "../../base/logarithm.ts";
import type { Random } from "../../base/random.ts";
import { type ImageTransform, transformOf } from "../image-transform.ts";
import { moveSample } from "./move-sample.ts";
import { type Range, requireRange, type Size, sidesOf } from "./option-checks.ts";
import { type ResizeOptions, resizeSample } from "./resize.ts";
import { type Window, windowMovement } from "./window.ts";

/** How large a part of a picture may be taken. */
export interface RandomResizedCropOptions extends Omit<ResizeOptions, "maxSize"> {
  /** The share of the picture's area. Default [0.08, 1]. */
  readonly scale?: Range;
  /** Width over height. Default [3/4, 4/3]. */
  readonly ratio?: Range;
}

/**
 * A part of a picture with a random area and shape at a random place, brought to one size: how networks on photographs are
 * trained. Where no part fits in ten draws, the largest in the middle that does is taken.
 *
 * Shapes: [channels, height, width] → [channels, …size].
 * Throws: RangeError if a side is no positive integer, or a range is none.
 * Source: Szegedy and others, "Going Deeper with Convolutions", 2015, section 6; torchvision, `transforms.v2.RandomResizedCrop`.
 *
 * @example
 * const crop = randomResizedCrop(24, { scale: [0.5, 1] });
 * crop({ image: { shape: [3, 48, 64], data: new Float32Array(9216) } }, new Random(1)).image.shape; // [3, 24, 24]
 */
export function randomResizedCrop(size: Size, options: RandomResizedCropOptions = {}): ImageTransform {
  requireKind("numbers", "call randomResizedCrop", { size });
  const [height, width] = sidesOf("crop pictures", size);
  const { scale = [0.08, 1], ratio = [3 / 4, 4 / 3], ...resizing } = options;
  requireRange("crop pictures with areas", scale, [0, 1]);
  requireRange("crop pictures with ratios", ratio, [Number.MIN_VALUE, Number.POSITIVE_INFINITY]);
  return transformOf([import.meta.url, "randomResizedCrop", size, options], (sample, random) => {
    const [, oldHeight, oldWidth] = sample.image.shape;
    const part = partOf({ height: oldHeight, width: oldWidth }, { scale, ratio, random });
    return resizeSample(moveSample(sample, windowMovement(part)), height, width, resizing);
  });
}

interface Draw {
  readonly scale: Range;
  readonly ratio: Range;
  readonly random: Random;
}

function partOf(
  { height, width }: { height: number; width: number },
  { scale, ratio, random }: Draw,
): Window {
  const [least, most] = [logarithm(ratio[0]), logarithm(ratio[1])];
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = height * width * random.uniform(...scale);
    const shape = exponential(random.uniform(least, most));
    const part = { width: Math.round(Math.sqrt(area * shape)), height: Math.round(Math.sqrt(area / shape)) };
    if (part.width < 1 || part.width > width || part.height < 1 || part.height > height) continue;
    const top = random.integer(0, height - part.height + 1);
    return { top, left: random.integer(0, width - part.width + 1), ...part };
  }
  const shape = Math.max(ratio[0], Math.min(width / height, ratio[1]));
  const part = {
    width: Math.max(1, Math.min(width, Math.round(height * shape))),
    height: Math.max(1, Math.min(height, Math.round(width / shape))),
  };
  return { top: (height - part.height) >> 1, left: (width - part.width) >> 1, ...part };
}
