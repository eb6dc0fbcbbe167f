import { type ImageTransform, transformOf } from "../image-transform.ts";
import { flipMovement } from "./flip-movement.ts";
import { moveSample } from "./move-sample.ts";
import { requireProbability } from "./option-checks.ts";

/**
 * Mirrors a picture top to bottom with probability p, 0.5 unless told; its mask and boxes with it.
 *
 * Throws: RangeError if `p` is no probability.
 * Source: torchvision, `transforms.v2.RandomVerticalFlip`.
 *
 * @example
 * const flipped = randomVerticalFlip({ p: 1 })({ image: { shape: [1, 1, 3], data: Float32Array.of(1, 2, 3) } }, new Random(0));
 * flipped.image.data; // [1, 2, 3]
 */
export function randomVerticalFlip(options: { p?: number } = {}): ImageTransform {
  const { p = 0.5 } = options;
  requireProbability("flip pictures", p);
  return transformOf([import.meta.url, "randomVerticalFlip", options], (sample, random) =>
    random.uniform() < p ? moveSample(sample, flipMovement("vertical", sample.image.shape)) : sample,
  );
}
