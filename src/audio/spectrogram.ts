import { requireKind } from "../base/argument-kinds.ts";
import type { FrameOptions } from "./frame-options.ts";
import { type SpectrumImage, stft } from "./stft.ts";

/** How frames become a spectrogram. */
export interface SpectrogramOptions extends FrameOptions {
  /** 1 for magnitudes, 2 for energies. Default 2. */
  readonly power?: number;
}

/**
 * The energy of each frequency over time, |stft|ᵖᵒʷᵉʳ.
 *
 * Shapes: signal [samples] → [⌊nFft / 2⌋ + 1, frames].
 * Throws: RangeError if an option is out of its range or the signal too short.
 * Source: torchaudio, `transforms.Spectrogram`.
 *
 * @example
 * spectrogram(new Float32Array(8000)).shape; // [201, 41]
 */
export function spectrogram(signal: ArrayLike<number>, options: SpectrogramOptions = {}): SpectrumImage {
  requireKind("list", "call spectrogram", { signal });
  const { power = 2, ...framing } = options;
  if (!(power > 0)) {
    throw new RangeError(
      `Cannot make a spectrogram with power = ${power}: expected 1 for magnitudes or 2 for energies. Leave it out for energies.`,
    );
  }
  const { shape, real, imaginary } = stft(signal, framing);
  const data = new Float32Array(real.length);
  for (let i = 0; i < data.length; i++) {
    const energy = real[i]! * real[i]! + imaginary[i]! * imaginary[i]!;
    data[i] = power === 2 ? energy : power === 1 ? Math.sqrt(energy) : energy ** (power / 2);
  }
  return { shape, data };
}
