import { requireKind } from "../../base/argument-kinds.ts";
import { exponential } from "../../base/exponential.ts";
import type { Image } from "../image.ts";
import { type ImageTransform, transformOf } from "../image-transform.ts";
import { type Range, requireRange, type Size } from "./option-checks.ts";
import { windowMovement } from "./window.ts";

/**
 * Blurs a picture with a Gaussian whose deviation, in pixels, is drawn evenly from `sigma`, [0.1, 2] unless told. Its
 * kernel has `kernelSize` pixels, odd numbers; beyond the border the picture is mirrored.
 *
 * Throws: RangeError if a side of the kernel is even, or `sigma` no positive range; when called, if the kernel reaches
 * further than the picture does.
 * Source: torchvision, `transforms.v2.GaussianBlur`.
 *
 * @example
 * const blurred = gaussianBlur(3, { sigma: 1 });
 * const dot = { shape: [1, 1, 5], data: Float32Array.of(0, 0, 1, 0, 0) } as const;
 * gaussianBlur([1, 3], { sigma: 1e-3 })({ image: dot }, new Random(0)).image.data; // [0, 0, 1, 0, 0]
 */
export function gaussianBlur(kernelSize: Size, options: { sigma?: number | Range } = {}): ImageTransform {
  requireKind("numbers", "call gaussianBlur", { kernelSize });
  const [down, across] = typeof kernelSize === "number" ? [kernelSize, kernelSize] : kernelSize;
  if (![down, across].every((side) => Number.isInteger(side) && side > 0 && side % 2 === 1)) {
    throw new RangeError(
      `Cannot blur pictures with a kernel of ${down}×${across}: expected odd positive integers. Use 3 or 5.`,
    );
  }
  const { sigma = [0.1, 2] } = options;
  const range: Range = typeof sigma === "number" ? [sigma, sigma] : sigma;
  requireRange("blur pictures with deviations", range, [Number.MIN_VALUE, Number.POSITIVE_INFINITY]);
  return transformOf([import.meta.url, "gaussianBlur", kernelSize, options], (sample, random) => {
    const deviation = random.uniform(...range);
    return { ...sample, image: blur(sample.image, gaussian(down, deviation), gaussian(across, deviation)) };
  });
}

function gaussian(size: number, deviation: number): number[] {
  const shares = Array.from({ length: size }, (_, i) =>
    exponential(-0.5 * ((i - (size - 1) / 2) / deviation) ** 2),
  );
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

function blur(image: Image, down: readonly number[], across: readonly number[]): Image {
  const [channels, height, width] = image.shape;
  const [rows, columns] = [height + down.length - 1, width + across.length - 1];
  const [top, left] = [-(down.length >> 1), -(across.length >> 1)];
  const { data: wide } = windowMovement({
    top,
    left,
    height: rows,
    width: columns,
    paddingMode: "reflect",
  }).image(image);
  const narrow = new Float32Array(channels * rows * width);
  for (let row = 0; row < channels * rows; row++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < across.length; k++) sum += across[k]! * wide[row * columns + x + k]!;
      narrow[row * width + x] = sum;
    }
  }
  const data = new Float32Array(channels * height * width);
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = 0; k < down.length; k++) sum += down[k]! * narrow[(channel * rows + y + k) * width + x]!;
        data[(channel * height + y) * width + x] = sum;
      }
    }
  }
  return { shape: image.shape, data };
}
