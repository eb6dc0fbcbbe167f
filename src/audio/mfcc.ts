import { requireKind } from "../base/argument-kinds.ts";
import { logarithm } from "../base/logarithm.ts";
import { sineAndCosine } from "../base/sine-and-cosine.ts";
import { amplitudeToDb } from "./amplitude-to-db.ts";
import { type MelSpectrogramOptions, melSpectrogram } from "./mel-spectrogram.ts";
import type { SpectrumImage } from "./stft.ts";

/** How a signal becomes cepstral coefficients. */
export interface MfccOptions extends MelSpectrogramOptions {
  /** How many coefficients. Default 40. */
  readonly nMfcc?: number;
  /** Logarithms of energies, log(x + 10⁻⁶), in place of decibels within 80 of the greatest. Default false. */
  readonly logMels?: boolean;
}

/**
 * Mel-frequency cepstral coefficients: the cosine transform (DCT-II, orthonormal) of the logarithms of a mel spectrogram.
 *
 * Shapes: signal [samples] → [nMfcc, frames].
 * Throws: RangeError if there are more coefficients than mel filters, or an option is out of its range.
 * Source: Davis, Mermelstein, "Comparison of Parametric Representations for Monosyllabic Word Recognition in Continuously
 * Spoken Sentences", 1980; torchaudio, `transforms.MFCC`.
 *
 * @example
 * mfcc(new Float32Array(8000), { sampleRate: 8000, nMels: 40, nMfcc: 13 }).shape; // [13, 41]
 */
export function mfcc(signal: ArrayLike<number>, options: MfccOptions = {}): SpectrumImage {
  requireKind("list", "call mfcc", { signal });
  const { nMfcc = 40, logMels = false, ...rest } = options;
  const energies = melSpectrogram(signal, rest);
  const [mels, frames] = energies.shape;
  if (!Number.isInteger(nMfcc) || nMfcc < 1 || nMfcc > mels) {
    throw new RangeError(
      `Cannot compute ${nMfcc} coefficients of ${mels} mel filters: expected 1 to ${mels}. Give a smaller nMfcc or more nMels.`,
    );
  }
  const levels = logMels
    ? energies.data.map((value) => logarithm(value + 1e-6))
    : amplitudeToDb(energies, { topDb: 80 }).data;
  const data = new Float32Array(nMfcc * frames);
  const sums = new Float64Array(frames);
  for (let k = 0; k < nMfcc; k++) {
    sums.fill(0);
    const scale = Math.sqrt((k === 0 ? 1 : 2) / mels);
    for (let mel = 0; mel < mels; mel++) {
      const factor = scale * sineAndCosine((Math.PI / mels) * (mel + 0.5) * k)[1];
      for (let t = 0; t < frames; t++) sums[t]! += factor * levels[mel * frames + t]!;
    }
    data.set(sums, k * frames);
  }
  return { shape: [nMfcc, frames], data };
}
