import { type ImageTransform, transformOf } from "../image-transform.ts";
import { augmentationOperations } from "./augmentation-operations.ts";
import type { WarpOptions } from "./warp.ts";

const operations = augmentationOperations({
  shear: 0.99,
  translate: () => 32,
  rotate: 135,
  color: 0.99,
  posterize: 6,
});

/**
 * Does one operation, drawn evenly from the fourteen of `randAugment`, with a strength drawn evenly: nothing to tune.
 * Images are from 0 to 1.
 *
 * Throws: RangeError if `numMagnitudeBins` is no integer of at least 2.
 * Source: Müller, Hutter, "TrivialAugment: Tuning-free Yet State-of-the-Art Data Augmentation", 2021; torchvision,
 * `transforms.v2.TrivialAugmentWide`.
 *
 * @example
 * const augment = trivialAugmentWide();
 * augment({ image: { shape: [3, 32, 32], data: new Float32Array(3072) } }, new Random(1)).image.shape; // [3, 32, 32]
 */
export function trivialAugmentWide(
  options: WarpOptions & { readonly numMagnitudeBins?: number } = {},
): ImageTransform {
  const { numMagnitudeBins = 31, ...warping } = options;
  if (!Number.isInteger(numMagnitudeBins) || numMagnitudeBins < 2) {
    throw new RangeError(
      `Cannot augment pictures with numMagnitudeBins = ${numMagnitudeBins}: expected an integer of at least 2. Leave it out for 31.`,
    );
  }
  return transformOf([import.meta.url, "trivialAugmentWide", options], (sample, random) => {
    const operation = random.pick(operations);
    const [, height, width] = sample.image.shape;
    const bin = random.integer(0, numMagnitudeBins);
    const strength = operation.magnitude(bin, numMagnitudeBins, { height, width });
    const sign = operation.signed && random.uniform() < 0.5 ? -1 : 1;
    return operation.apply(sample, sign * strength, warping);
  });
}
