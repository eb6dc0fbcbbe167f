import { requireKind } from "../base/argument-kinds.ts";
import type { Random } from "../base/random.ts";
import { maskBand } from "./mask-band.ts";
import type { SpectrumImage } from "./stft.ts";

/**
 * Sets a random stretch of neighbouring frames, up to `timeMaskParam` of them, to 0: half of SpecAugment.
 *
 * Shapes: [bins, frames] → the same.
 * Throws: RangeError if `timeMaskParam` is no integer of 0 or more.
 * Source: Park and others, "SpecAugment", 2019; torchaudio, `transforms.TimeMasking`.
 *
 * @example
 * const mel = { shape: [40, 100], data: new Float32Array(4000).fill(1) } as const;
 * const masked = timeMasking(mel, { timeMaskParam: 20, random: new Random(1) });
 * masked.shape; // [40, 100]
 */
export function timeMasking(
  spectrum: SpectrumImage,
  options: { timeMaskParam: number; random: Random; value?: number },
): SpectrumImage {
  requireKind("object", "call timeMasking", { spectrum });
  requireKind("options", "call timeMasking", { options });
  const { timeMaskParam, random, value = 0 } = options;
  return maskBand(spectrum, { axis: 1, most: timeMaskParam, random, value });
}
