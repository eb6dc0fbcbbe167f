import { requireKind } from "../base/argument-kinds.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * The peak signal-to-noise ratio in decibels, 10 · log₁₀(dataRange² / mean squared error); ∞ for equal pictures.
 *
 * Throws: RangeError if the pictures differ in size, or `dataRange` is not positive.
 * Source: scikit-image, `metrics.peak_signal_noise_ratio`.
 *
 * @example
 * metrics.psnr([0, 0.5, 1, 0], [0, 0.6, 1, 0]); // 26.02
 */
export function psnr(
  picture: ArrayLike<number>,
  reference: ArrayLike<number>,
  options: { dataRange?: number } = {},
): number {
  requireKind("list", "call psnr", { picture, reference });
  const { dataRange = 1 } = options;
  requireSameLength("a signal-to-noise ratio", ["numbers", picture], ["reference numbers", reference]);
  if (!(dataRange > 0)) {
    throw new RangeError(
      `Cannot compute a signal-to-noise ratio with dataRange = ${dataRange}: expected a positive number. Pixels from 0 to 1 have 1, bytes 255.`,
    );
  }
  let sum = 0;
  for (let i = 0; i < picture.length; i++) sum += (picture[i]! - reference[i]!) ** 2;
  return 10 * Math.log10((dataRange ** 2 * picture.length) / sum);
}
