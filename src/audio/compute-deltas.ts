import { requireKind } from "../base/argument-kinds.ts";
import type { SpectrumImage } from "./stft.ts";

/**
 * How fast each row changes, by the slope of a line through `winLength` frames, 5 unless told:
 * d[t] = Σₙ n · (c[t + n] − c[t − n]) / (2 · Σₙ n²). Beyond the ends the first and last frame go on.
 *
 * Shapes: [rows, frames] → the same.
 * Throws: RangeError if `winLength` is no odd integer of at least 3.
 * Source: Furui, "Speaker-independent isolated word recognition using dynamic features of speech spectrum", 1986;
 * torchaudio, `functional.compute_deltas`.
 *
 * @example
 * computeDeltas({ shape: [1, 5], data: Float32Array.of(0, 2, 4, 6, 8) }, { winLength: 3 }).data; // [1, 2, 2, 2, 1]
 */
export function computeDeltas(spectrum: SpectrumImage, options: { winLength?: number } = {}): SpectrumImage {
  requireKind("shaped", "call computeDeltas", { spectrum });
  const { shape, data } = spectrum;
  const { winLength = 5 } = options;
  if (!Number.isInteger(winLength) || winLength < 3 || winLength % 2 === 0) {
    throw new RangeError(
      `Cannot compute slopes over ${winLength} frames: expected an odd integer of at least 3. Use 5.`,
    );
  }
  const reach = (winLength - 1) / 2;
  const divisor = (reach * (reach + 1) * (2 * reach + 1)) / 3;
  const [rows, frames] = shape;
  const slopes = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    const at = (t: number): number => data[row * frames + Math.max(0, Math.min(t, frames - 1))]!;
    for (let t = 0; t < frames; t++) {
      let sum = 0;
      for (let n = 1; n <= reach; n++) sum += n * (at(t + n) - at(t - n));
      slopes[row * frames + t] = sum / divisor;
    }
  }
  return { shape, data: slopes };
}
