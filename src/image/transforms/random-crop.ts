import { requireKind } from "../../base/argument-kinds.ts";
import { type ImageTransform, transformOf } from "../image-transform.ts";
import { moveSample } from "./move-sample.ts";
import { type Size, sidesOf } from "./option-checks.ts";
import { edgesOf, type Padding, type PadOptions } from "./pad.ts";
import { windowMovement } from "./window.ts";

/** What lies around a picture that is cropped. */
export interface RandomCropOptions extends PadOptions {
  /** A border that the picture gets first. Default none. */
  readonly padding?: Padding;
  /** Whether a picture that is too small gets as wide a border as it takes. Default false. */
  readonly padIfNeeded?: boolean;
}

/**
 * A part of a picture, at a place that is drawn evenly from all there are.
 *
 * Shapes: [channels, height, width] → [channels, …size].
 * Throws: RangeError if a side is no positive integer; when called, if the picture with its border is smaller than that.
 * Source: torchvision, `transforms.v2.RandomCrop`.
 *
 * @example
 * const crop = randomCrop(32, { padding: 4 });
 * crop({ image: { shape: [3, 32, 32], data: new Float32Array(3072) } }, new Random(1)).image.shape; // [3, 32, 32]
 */
export function randomCrop(size: Size, options: RandomCropOptions = {}): ImageTransform {
  requireKind("numbers", "call randomCrop", { size });
  const [height, width] = sidesOf("crop pictures", size);
  const { padding = 0, padIfNeeded = false, ...border } = options;
  const [left, top, right, bottom] = edgesOf(padding);
  return transformOf([import.meta.url, "randomCrop", size, options], (sample, random) => {
    const [, oldHeight, oldWidth] = sample.image.shape;
    const spareRows = top + oldHeight + bottom - height;
    const spareColumns = left + oldWidth + right - width;
    if ((spareRows < 0 || spareColumns < 0) && !padIfNeeded) {
      throw new RangeError(
        `Cannot crop a picture of ${top + oldHeight + bottom}×${left + oldWidth + right} pixels to ${height}×${width}: expected one at least as large. Give padIfNeeded: true, a padding, or resize before.`,
      );
    }
    // A picture that is too small gets what it lacks on either side.
    const [down, across] = [spareRows, spareColumns].map((spare) =>
      spare < 0 ? random.integer(spare, 1) : random.integer(0, spare + 1),
    ) as [number, number];
    const place = { top: down - top, left: across - left };
    return moveSample(sample, windowMovement({ ...place, height, width, ...border }));
  });
}
