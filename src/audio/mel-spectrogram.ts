import { requireKind } from "../base/argument-kinds.ts";
import { type MelFilterBank, type MelOptions, melFilterBank } from "./mel-filter-bank.ts";
import { type SpectrogramOptions, spectrogram } from "./spectrogram.ts";
import type { SpectrumImage } from "./stft.ts";

/** How a signal becomes a mel spectrogram. */
export interface MelSpectrogramOptions extends SpectrogramOptions, MelOptions {}

/**
 * The energy in each filter of a mel filter bank over time: what most networks that hear get.
 *
 * Shapes: signal [samples] → [nMels, frames].
 * Throws: RangeError if an option is out of its range or the signal too short.
 * Source: torchaudio, `transforms.MelSpectrogram`.
 *
 * @example
 * melSpectrogram(new Float32Array(8000), { sampleRate: 8000, nMels: 40 }).shape; // [40, 41]
 */
export function melSpectrogram(
  signal: ArrayLike<number>,
  options: MelSpectrogramOptions = {},
): SpectrumImage {
  requireKind("list", "call melSpectrogram", { signal });
  const energies = spectrogram(signal, options);
  return applyFilters(melFilterBank(energies.shape[0], options), energies);
}

/** Sums over frequencies, each filter its own. */
function applyFilters({ shape, data: factors }: MelFilterBank, energies: SpectrumImage): SpectrumImage {
  const [bins, mels] = shape;
  const frames = energies.shape[1];
  const sums = new Float64Array(mels * frames);
  for (let bin = 0; bin < bins; bin++) {
    for (let mel = 0; mel < mels; mel++) {
      const factor = factors[bin * mels + mel]!;
      if (factor === 0) continue;
      for (let t = 0; t < frames; t++) sums[mel * frames + t]! += factor * energies.data[bin * frames + t]!;
    }
  }
  return { shape: [mels, frames], data: Float32Array.from(sums) };
}
