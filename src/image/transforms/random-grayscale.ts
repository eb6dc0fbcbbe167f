import { type ImageTransform, transformOf } from "../image-transform.ts";
import { greyImage } from "./grayscale.ts";
import { requireProbability } from "./option-checks.ts";

/**
 * A picture in grey with probability p, 0.1 unless told, in as many channels as it had.
 *
 * Throws: RangeError if `p` is no probability.
 * Source: torchvision, `transforms.v2.RandomGrayscale`.
 *
 * @example
 * const sometimesGrey = randomGrayscale({ p: 0.2 });
 */
export function randomGrayscale(options: { p?: number } = {}): ImageTransform {
  const { p = 0.1 } = options;
  requireProbability("make pictures grey", p);
  return transformOf([import.meta.url, "randomGrayscale", options], (sample, random) =>
    random.uniform() < p ? { ...sample, image: greyImage(sample.image, sample.image.shape[0]) } : sample,
  );
}
