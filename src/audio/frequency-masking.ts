import { requireKind } from "../base/argument-kinds.ts";
import type { Random } from "../base/random.ts";
import { maskBand } from "./mask-band.ts";
import type { SpectrumImage } from "./stft.ts";

/**
 * Sets a random band of neighbouring frequencies, up to `freqMaskParam` of them, to 0: half of SpecAugment.
 *
 * Shapes: [bins, frames] → the same.
 * Throws: RangeError if `freqMaskParam` is no integer of 0 or more.
 * Source: Park and others, "SpecAugment", 2019; torchaudio, `transforms.FrequencyMasking`.
 *
 * @example
 * const mel = { shape: [40, 100], data: new Float32Array(4000).fill(1) } as const;
 * const masked = frequencyMasking(mel, { freqMaskParam: 8, random: new Random(1) });
 * masked.shape; // [40, 100]
 */
export function frequencyMasking(
  spectrum: SpectrumImage,
  options: { freqMaskParam: number; random: Random; value?: number },
): SpectrumImage {
  requireKind("object", "call frequencyMasking", { spectrum });
  requireKind("options", "call frequencyMasking", { options });
  const { freqMaskParam, random, value = 0 } = options;
  return maskBand(spectrum, { axis: 0, most: freqMaskParam, random, value });
}
