import { type ImageTransform, transformOf } from "../image-transform.ts";
import { flipMovement } from "./flip-movement.ts";
import { moveSample } from "./move-sample.ts";
import { requireProbability } from "./option-checks.ts";

/**
 * Mirrors a picture left to right with probability p, 0.5 unless told; its mask and boxes with it.
 *
 * Throws: RangeError if `p` is no probability.
 * Source: torchvision, `transforms.v2.RandomHorizontalFlip`.
 *
 * @example
 * const flipped = randomHorizontalFlip({ p: 1 })({ image: { shape: [1, 1, 3], data: Float32Array.of(1, 2, 3) } }, new Random(0));
 * flipped.image.data; // [3, 2, 1]
 */
export function randomHorizontalFlip(options: { p?: number } = {}): ImageTransform {
  const { p = 0.5 } = options;
  requireProbability("flip pictures", p);
  return transformOf([import.meta.url, "randomHorizontalFlip", options], (sample, random) =>
    random.uniform() < p ? moveSample(sample, flipMovement("horizontal", sample.image.shape)) : sample,
  );
}
