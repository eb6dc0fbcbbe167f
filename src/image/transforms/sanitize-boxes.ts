import type { ImageSample } from "../image.ts";
import { type FixedImageTransform, transformOf } from "../image-transform.ts";

/**
 * Leaves out boxes whose width or height is under `minSize` pixels, 1 unless told, with their labels: crops and turns
 * leave such boxes behind.
 *
 * Throws: RangeError if `minSize` is negative; when called, if there are labels but not one a box.
 * Source: torchvision, `transforms.v2.SanitizeBoundingBoxes`.
 *
 * @example
 * const image = { shape: [1, 9, 9], data: new Float32Array(81) } as const;
 * const boxes = { shape: [2, 4], data: Float32Array.of(0, 0, 4, 4, 9, 2, 9, 5) } as const;
 * sanitizeBoxes()({ image, boxes }).boxes?.shape ?? []; // [1, 4]
 */
export function sanitizeBoxes(options: { minSize?: number } = {}): FixedImageTransform {
  const { minSize = 1 } = options;
  if (!(minSize >= 0)) {
    throw new RangeError(
      `Cannot leave out boxes under ${minSize} pixels: expected 0 or more. The default is 1.`,
    );
  }
  return transformOf([import.meta.url, "sanitizeBoxes", options], (sample) => sanitized(sample, minSize));
}

function sanitized(sample: ImageSample, minSize: number): ImageSample {
  const { boxes, labels } = sample;
  if (boxes === undefined) return sample;
  const count = boxes.shape[0];
  if (labels !== undefined && labels.length !== count) {
    throw new RangeError(
      `Cannot leave out boxes: expected one label for each of ${count}, got ${labels.length}. Give as many, or none.`,
    );
  }
  const kept = Array.from({ length: count }, (_, i) => i).filter((i) => {
    const [left, top, right, bottom] = boxes.data.subarray(4 * i, 4 * i + 4) as unknown as number[];
    return right! - left! >= minSize && bottom! - top! >= minSize;
  });
  const data = Float32Array.from(kept.flatMap((i) => [...boxes.data.subarray(4 * i, 4 * i + 4)]));
  return {
    ...sample,
    boxes: { shape: [kept.length, 4], data },
    ...(labels && { labels: Int32Array.from(kept, (i) => labels[i]!) }),
  };
}
