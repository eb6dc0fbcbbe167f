import type { Image, ImageSample } from "../image.ts";
import { type AffineMovement, affineMap } from "./affine-map.ts";
import {
  adjustBrightness,
  adjustContrast,
  adjustSaturation,
  adjustSharpness,
  autoContrast,
  equalize,
  posterize,
  solarize,
} from "./color-operations.ts";
import { moveSample } from "./move-sample.ts";
import { type WarpOptions, warpMovement } from "./warp.ts";

/** One of the operations that RandAugment and TrivialAugment draw from. */
export interface AugmentationOperation {
  readonly name: string;
  /** Its magnitude in bin `bin` of `bins`, for a picture of this size; 0 for an operation without one. */
  readonly magnitude: (bin: number, bins: number, size: { height: number; width: number }) => number;
  /** Whether magnitudes go either way. */
  readonly signed: boolean;
  readonly apply: (sample: ImageSample, magnitude: number, options: WarpOptions) => ImageSample;
}

/** The greatest magnitudes, which differ between the two papers' implementations. */
export interface AugmentationLimits {
  readonly shear: number;
  readonly translate: (side: number) => number;
  readonly rotate: number;
  readonly color: number;
  /** How many bits are taken away at most. */
  readonly posterize: number;
}

/** The fourteen operations. Source: torchvision, `transforms.autoaugment`. */
export function augmentationOperations(limits: AugmentationLimits): readonly AugmentationOperation[] {
  const even =
    (most: number): AugmentationOperation["magnitude"] =>
    (bin, bins) =>
      (most * bin) / (bins - 1);
  const colored = (name: string, change: (image: Image, factor: number) => void): AugmentationOperation => ({
    name,
    magnitude: even(limits.color),
    signed: true,
    apply: (sample, magnitude) => changed(sample, (image) => change(image, 1 + magnitude)),
  });
  const plain = (name: string, change: (image: Image) => void): AugmentationOperation => ({
    name,
    magnitude: () => 0,
    signed: false,
    apply: (sample) => changed(sample, change),
  });
  const degrees = (slope: number): number => (Math.atan(slope) * 180) / Math.PI;
  return [
    plain("Identity", () => undefined),
    moved("ShearX", even(limits.shear), (lean) => ({ shear: [degrees(lean), 0], center: [0, 0] })),
    moved("ShearY", even(limits.shear), (lean) => ({ shear: [0, degrees(lean)], center: [0, 0] })),
    moved(
      "TranslateX",
      (bin, bins, { width }) => (limits.translate(width) * bin) / (bins - 1),
      (pixels) => ({ translate: [Math.trunc(pixels), 0] }),
    ),
    moved(
      "TranslateY",
      (bin, bins, { height }) => (limits.translate(height) * bin) / (bins - 1),
      (pixels) => ({ translate: [0, Math.trunc(pixels)] }),
    ),
    moved("Rotate", even(limits.rotate), (angle) => ({ angle: -angle })),
    colored("Brightness", adjustBrightness),
    colored("Color", adjustSaturation),
    colored("Contrast", adjustContrast),
    colored("Sharpness", adjustSharpness),
    {
      name: "Posterize",
      magnitude: (bin, bins) => 8 - Math.round(bin / ((bins - 1) / limits.posterize)),
      signed: false,
      apply: (sample, bits) => changed(sample, (image) => posterize(image, bits)),
    },
    {
      name: "Solarize",
      magnitude: (bin, bins) => 1 - bin / (bins - 1),
      signed: false,
      apply: (sample, threshold) => changed(sample, (image) => solarize(image, threshold)),
    },
    plain("AutoContrast", autoContrast),
    plain("Equalize", equalize),
  ];
}

/** The example with a changed copy of its image. */
function changed(sample: ImageSample, change: (image: Image) => void): ImageSample {
  const image = { shape: sample.image.shape, data: sample.image.data.slice() };
  change(image);
  return { ...sample, image };
}

function moved(
  name: string,
  magnitude: AugmentationOperation["magnitude"],
  movement: (magnitude: number) => Partial<AffineMovement>,
): AugmentationOperation {
  return {
    name,
    magnitude,
    signed: true,
    apply(sample, amount, options) {
      const [, height, width] = sample.image.shape;
      const map = affineMap({ center: [width / 2, height / 2], ...movement(amount) });
      return moveSample(sample, warpMovement(map, { height, width, ...options }));
    },
  };
}
