import { requireKind } from "../../base/argument-kinds.ts";
import { type FixedImageTransform, transformOf } from "../image-transform.ts";
import { moveSample } from "./move-sample.ts";
import { type Size, sidesOf } from "./option-checks.ts";
import { windowMovement } from "./window.ts";

/**
 * The middle of a picture; a picture that is smaller gets a border of zeros.
 *
 * Shapes: [channels, height, width] → [channels, …size].
 * Throws: RangeError if a side is no positive integer.
 * Source: torchvision, `transforms.v2.CenterCrop`.
 *
 * @example
 * const middle = centerCrop([1, 2])({ image: { shape: [1, 1, 4], data: Float32Array.of(1, 2, 3, 4) } });
 * middle.image.data; // [2, 3]
 */
export function centerCrop(size: Size): FixedImageTransform {
  requireKind("numbers", "call centerCrop", { size });
  const [height, width] = sidesOf("crop pictures", size);
  return transformOf([import.meta.url, "centerCrop", size], (sample) => {
    const [, oldHeight, oldWidth] = sample.image.shape;
    const [top, left] = [middleOf(oldHeight, height), middleOf(oldWidth, width)];
    return moveSample(sample, windowMovement({ top, left, height, width }));
  });
}

/** Where the middle begins: as torchvision rounds it, to even; a border is larger at its end. */
function middleOf(extent: number, side: number): number {
  if (extent < side) return -((side - extent) >> 1);
  const half = (extent - side) / 2;
  return half % 1 === 0.5 ? 2 * Math.round(half / 2) : half;
}
