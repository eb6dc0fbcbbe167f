import type { Image } from "../image.ts";
import { type FixedImageTransform, transformOf } from "../image-transform.ts";
import { greyOf } from "./color-operations.ts";

/**
 * A picture in grey, 0.2989 · red + 0.587 · green + 0.114 · blue, in one channel or three that are equal.
 *
 * Shapes: [1 or 3, height, width] → [numOutputChannels, height, width].
 * Throws: RangeError, when called, for neither one channel nor three.
 * Source: torchvision, `transforms.v2.Grayscale`; ITU-R BT.601.
 *
 * @example
 * grayscale()({ image: { shape: [3, 1, 1], data: Float32Array.of(1, 1, 0) } }).image.data; // [0.8859000205993652]
 */
export function grayscale(options: { numOutputChannels?: 1 | 3 } = {}): FixedImageTransform {
  const { numOutputChannels = 1 } = options;
  return transformOf([import.meta.url, "grayscale", options], (sample) => ({
    ...sample,
    image: greyImage(sample.image, numOutputChannels),
  }));
}

/** The image in grey, in so many equal channels. */
export function greyImage(image: Image, channels: number): Image {
  const [, height, width] = image.shape;
  const grey = greyOf(image);
  const data = new Float32Array(channels * grey.length);
  for (let channel = 0; channel < channels; channel++) data.set(grey, channel * grey.length);
  return { shape: [channels, height, width], data };
}
