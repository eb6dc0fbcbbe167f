import { requireKind } from "../base/argument-kinds.ts";
import { type FrameOptions, framingOf } from "./frame-options.ts";
import { realFourierTransform } from "./real-fourier-transform.ts";
import type { ComplexSpectrum } from "./stft.ts";

/**
 * The signal of a short-time Fourier transform: frames are transformed back, windowed once more, added up where they
 * overlap, and divided by the sum of the squared windows. Undoes `stft` with the same options.
 *
 * Shapes: [⌊nFft / 2⌋ + 1, frames] → [samples], `length` of them where it is given.
 * Throws: RangeError if the spectrum is not of these options, or windows leave a gap between frames.
 * Source: Griffin, Lim, "Signal estimation from modified short-time Fourier transform", 1984, equation 6; PyTorch, `torch.istft`.
 *
 * @example
 * const tone = Float32Array.from({ length: 1000 }, (_, n) => Math.sin(n / 5));
 * const again = istft(stft(tone, { nFft: 64 }), { nFft: 64, length: 1000 });
 * again.length; // 1000
 */
export function istft(
  spectrum: ComplexSpectrum,
  options: FrameOptions & { readonly length?: number } = {},
): Float32Array {
  requireKind("object", "call istft", { spectrum });
  requireKind("array", "call istft", { shape: spectrum.shape });
  const { nFft, hopLength, window, center, normalized } = framingOf(options);
  const [bins, frames] = spectrum.shape;
  const transform = realFourierTransform(nFft);
  if (bins !== transform.bins) {
    throw new RangeError(
      `Cannot make a signal of ${bins} frequencies with nFft = ${nFft}: expected ${transform.bins} frequencies. Give the options that stft had.`,
    );
  }
  const whole = nFft + hopLength * (frames - 1);
  const [sums, weights] = [new Float64Array(whole), new Float64Array(whole)];
  const [re, im] = [new Float64Array(bins), new Float64Array(bins)];
  const frame = new Float64Array(nFft);
  const scale = normalized ? Math.sqrt(nFft) : 1;
  for (let t = 0; t < frames; t++) {
    for (let k = 0; k < bins; k++) {
      re[k] = scale * spectrum.real[k * frames + t]!;
      im[k] = scale * spectrum.imaginary[k * frames + t]!;
    }
    transform.inverse(re, im, frame);
    for (let n = 0; n < nFft; n++) {
      sums[t * hopLength + n]! += window[n]! * frame[n]!;
      weights[t * hopLength + n]! += window[n]! ** 2;
    }
  }
  const start = center ? Math.floor(nFft / 2) : 0;
  const { length = whole - 2 * start } = options;
  const signal = new Float32Array(length);
  for (let n = 0; n < Math.min(length, whole - start); n++) {
    const weight = weights[start + n]!;
    if (weight > 1e-11) signal[n] = sums[start + n]! / weight;
    else if (n < whole - 2 * start) {
      throw new RangeError(
        `Cannot make a signal with hopLength = ${hopLength}: expected windows that overlap, got none at sample ${n}. Use a smaller hopLength, or center: true.`,
      );
    }
  }
  return signal;
}
