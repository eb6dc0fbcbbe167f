import { exponential } from "../../base/exponential.ts";
import { logarithm } from "../../base/logarithm.ts";
import { type ImageTransform, transformOf } from "../image-transform.ts";
import type { Fill } from "./gather-planes.ts";
import { type Range, requireProbability, requireRange } from "./option-checks.ts";

/** What is erased, and what stands there then. */
export interface RandomErasingOptions {
  /** Default 0.5. */
  readonly p?: number;
  /** The share of the picture's area. Default [0.02, 0.33]. */
  readonly scale?: Range;
  /** Height over width. Default [0.3, 3.3]. */
  readonly ratio?: Range;
  /** One number, one a channel, or "random" for numbers from N(0, 1). Default 0. */
  readonly value?: Fill | "random";
}

/**
 * Erases a rectangle of random area, shape and place, with probability p; where none fits in ten draws the picture stays.
 * Masks and boxes stay. It belongs after `normalize`.
 *
 * Throws: RangeError if an option is out of its range.
 * Source: Zhong, Zheng, Kang, Li, Yang, "Random Erasing Data Augmentation", 2017; torchvision, `transforms.v2.RandomErasing`.
 *
 * @example
 * const erased = randomErasing({ p: 1, scale: [0.25, 0.25], ratio: [1, 1] });
 * const white = { shape: [1, 8, 8], data: new Float32Array(64).fill(1) } as const;
 * erased({ image: white }, new Random(1)).image.data.reduce((sum, value) => sum + value); // 48
 */
export function randomErasing(options: RandomErasingOptions = {}): ImageTransform {
  const { p = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], value = 0 } = options;
  requireProbability("erase parts of pictures", p);
  requireRange("erase parts with areas", scale, [0, 1]);
  requireRange("erase parts with ratios", ratio, [Number.MIN_VALUE, Number.POSITIVE_INFINITY]);
  const [least, most] = [logarithm(ratio[0]), logarithm(ratio[1])];
  return transformOf([import.meta.url, "randomErasing", options], (sample, random) => {
    if (random.uniform() >= p) return sample;
    const { shape, data } = sample.image;
    const [channels, height, width] = shape;
    for (let attempt = 0; attempt < 10; attempt++) {
      const area = height * width * random.uniform(...scale);
      const aspect = exponential(random.uniform(least, most));
      const rows = Math.round(Math.sqrt(area * aspect));
      const columns = Math.round(Math.sqrt(area / aspect));
      if (rows >= height || columns >= width) continue;
      const top = random.integer(0, height - rows + 1);
      const left = random.integer(0, width - columns + 1);
      const erased = data.slice();
      for (let channel = 0; channel < channels; channel++) {
        for (let y = top; y < top + rows; y++) {
          const start = (channel * height + y) * width + left;
          for (let x = start; x < start + columns; x++) {
            if (value === "random") erased[x] = random.normal();
            else erased[x] = typeof value === "number" ? value : value[channel % value.length]!;
          }
        }
      }
      return { ...sample, image: { shape, data: erased } };
    }
    return sample;
  });
}
