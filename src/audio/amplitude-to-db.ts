import { requireKind } from "../base/argument-kinds.ts";
import { logarithm } from "../base/logarithm.ts";
import type { SpectrumImage } from "./stft.ts";

/** What is turned into decibels. */
export interface DecibelOptions {
  /** Whether values are energies ("power") or amplitudes ("magnitude"). Default "power". */
  readonly stype?: "power" | "magnitude";
  /** Nothing lies further under the greatest value than this many decibels. Default no bound. */
  readonly topDb?: number;
}

/**
 * Decibels: 10 · log₁₀ of energies, 20 · log₁₀ of amplitudes; values under 10⁻¹⁰ count as that.
 *
 * Throws: RangeError if `topDb` is negative.
 * Source: torchaudio, `transforms.AmplitudeToDB`.
 *
 * @example
 * amplitudeToDb({ shape: [1, 3], data: Float32Array.of(1, 10, 100) }).data; // [0, 10, 20]
 */
export function amplitudeToDb(spectrum: SpectrumImage, options: DecibelOptions = {}): SpectrumImage {
  requireKind("shaped", "call amplitudeToDb", { spectrum });
  const { shape, data } = spectrum;
  const { stype = "power", topDb } = options;
  if (topDb !== undefined && !(topDb >= 0)) {
    throw new RangeError(
      `Cannot bound decibels with topDb = ${topDb}: expected 0 or more. A common value is 80.`,
    );
  }
  const factor = (stype === "power" ? 10 : 20) / Math.LN10;
  const decibels = data.map((value) => factor * logarithm(Math.max(1e-10, value)));
  if (topDb !== undefined) {
    const floor = decibels.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY) - topDb;
    for (let i = 0; i < decibels.length; i++) decibels[i] = Math.max(floor, decibels[i]!);
  }
  return { shape, data: decibels };
}
