import { type ImageTransform, transformOf } from "../image-transform.ts";
import { augmentationOperations } from "./augmentation-operations.ts";
import type { WarpOptions } from "./warp.ts";

/** How many operations, and how strong. */
export interface RandAugmentOptions extends WarpOptions {
  /** Operations one after the other. Default 2. */
  readonly numOps?: number;
  /** The strength of all of them, an integer under `numMagnitudeBins`. Default 9. */
  readonly magnitude?: number;
  /** Default 31. */
  readonly numMagnitudeBins?: number;
}

const operations = augmentationOperations({
  shear: 0.3,
  translate: (side) => (150 / 331) * side,
  rotate: 30,
  color: 0.9,
  posterize: 4,
});

/**
 * Does `numOps` operations, drawn evenly from fourteen, with one strength: identity, shears, shifts, turns, brightness,
 * colour, contrast, sharpness, posterize, solarize, autocontrast, equalize. Images are from 0 to 1.
 *
 * Throws: RangeError if an option is no integer in its range.
 * Source: Cubuk, Zoph, Shlens, Le, "RandAugment: Practical automated data augmentation with a reduced search space", 2019;
 * torchvision, `transforms.v2.RandAugment`.
 *
 * @example
 * const augment = randAugment({ numOps: 2, magnitude: 9 });
 * augment({ image: { shape: [3, 32, 32], data: new Float32Array(3072) } }, new Random(1)).image.shape; // [3, 32, 32]
 */
export function randAugment(options: RandAugmentOptions = {}): ImageTransform {
  const { numOps = 2, magnitude = 9, numMagnitudeBins = 31, ...warping } = options;
  for (const [name, value, least, most] of [
    ["numOps", numOps, 0, Number.POSITIVE_INFINITY],
    ["numMagnitudeBins", numMagnitudeBins, 2, Number.POSITIVE_INFINITY],
    ["magnitude", magnitude, 0, numMagnitudeBins - 1],
  ] as const) {
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw new RangeError(
      `Cannot augment pictures with ${name} = ${value}: expected an integer of at least ${least}${most < Number.POSITIVE_INFINITY ? ` and at most ${most}` : ""}. Leave it out for the default.`,
    );
  }
  return transformOf([import.meta.url, "randAugment", options], (sample, random) => {
    let augmented = sample;
    for (let i = 0; i < numOps; i++) {
      const operation = random.pick(operations);
      const [, height, width] = augmented.image.shape;
      const strength = operation.magnitude(magnitude, numMagnitudeBins, { height, width });
      const sign = operation.signed && random.uniform() < 0.5 ? -1 : 1;
      augmented = operation.apply(augmented, sign * strength, warping);
    }
    return augmented;
  });
}
